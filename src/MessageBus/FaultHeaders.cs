using System.Text;
using RabbitMQ.Client;

namespace Ledger.MessageBus;

/// <summary>What is added to a message that is put aside, and removed again when it goes back.</summary>
public static class FaultHeaders
{
    /// <summary>Why: <c>not-as-documented</c>, <c>failed-repeatedly</c> or <c>type-not-known</c>.</summary>
    public const string Reason = "fault-reason";

    /// <summary>Type of the exception.</summary>
    public const string Exception = "fault-exception";

    /// <summary>Its message; card-like numbers masked, at most 8 kB.</summary>
    public const string Message = "fault-message";

    /// <summary>Its stack trace, at most 8 kB.</summary>
    public const string Stack = "fault-stack";

    /// <summary>When (UTC, ISO 8601).</summary>
    public const string At = "fault-at";

    /// <summary>How often it was tried.</summary>
    public const string Attempts = "fault-attempts";

    /// <summary>The queue it came from and goes back to.</summary>
    public const string Queue = "fault-queue";

    /// <summary>When it was last sent back to its queue (UTC, ISO 8601).</summary>
    public const string RedrivenAt = "redriven-at";

    /// <summary>How often it has been sent back to its queue.</summary>
    public const string RedriveCount = "redrive-count";

    const int TextBytesMax = 8 * 1024;

    /// <summary>
    /// Properties and headers as the sender gave them: what the broker and we have added is left out.
    /// </summary>
    public static BasicProperties Original(IReadOnlyBasicProperties properties)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in properties.Headers ?? new Dictionary<string, object?>())
        {
            if (!IsAdded(name))
            {
                headers[name] = value;
            }
        }

        // Priority, expiration and the like stay with the message; it must outlive a restart of the broker in any case.
        return new BasicProperties(properties) { Headers = headers, Persistent = true };
    }

    /// <summary>A text as a header takes it: masked, and cut at 8 kB.</summary>
    public static string Text(string text)
    {
        var masked = DigitRuns.Mask(text);
        return Encoding.UTF8.GetByteCount(masked) <= TextBytesMax ? masked : Cut(masked);
    }

    static bool IsAdded(string name) =>
        name.StartsWith("fault-", StringComparison.Ordinal)
        || name is "x-death" or "x-delivery-count" or "x-acquired-count"
        || name.StartsWith("x-first-death-", StringComparison.Ordinal)
        || name.StartsWith("x-last-death-", StringComparison.Ordinal);

    static string Cut(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan(0, TextBytesMax);
        // Not inside a character: go back to the last byte that begins one.
        while ((bytes[^1] & 0xC0) == 0x80)
        {
            bytes = bytes[..^1];
        }

        return Encoding.UTF8.GetString(bytes[..^1]);
    }
}
