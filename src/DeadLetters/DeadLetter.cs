using System.Globalization;
using Ledger.MessageBus;
using RabbitMQ.Client;

namespace Ledger.DeadLetters;

/// <summary>What is known of a message that was set aside; card-like numbers are masked (R-DL-03).</summary>
/// <param name="Queue">The consumer's queue it came from and goes back to.</param>
/// <param name="Skipped">True when the consumer did not know its type, false when it could not process it.</param>
/// <param name="MessageId">Its id; null when its sender gave none.</param>
/// <param name="Type">CloudEvents type, such as <c>ledger.payment.capture-succeeded.v1</c>.</param>
/// <param name="Subject">What it is about, such as a payment's stream.</param>
/// <param name="Reason">Why; <c>delivery_limit</c> when the broker did it, after a consumer crashed on it.</param>
/// <param name="Exception">Type of the exception; null when there was none.</param>
/// <param name="Message">Its message.</param>
/// <param name="FailedAt">When it was set aside (UTC).</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="RedriveCount">How often it has been sent back to its queue before.</param>
/// <param name="RedrivenAt">When it was last sent back (UTC).</param>
public sealed record DeadLetter(
    string Queue, bool Skipped, string? MessageId, string? Type, string? Subject, string Reason, string? Exception,
    string? Message, DateTimeOffset? FailedAt, long? Attempts, long RedriveCount, DateTimeOffset? RedrivenAt)
{
    internal static DeadLetter Of(ParkingQueue queue, IReadOnlyBasicProperties properties)
    {
        var headers = properties.Headers;
        string? Text(string name) => CloudEventHeaders.Text(headers, name) is { } text ? DigitRuns.Mask(text) : null;
        return new DeadLetter(
            queue.Origin.Name, queue.Skipped, properties.MessageId, Text(CloudEventHeaders.Type),
            Text(CloudEventHeaders.Subject), Text(FaultHeaders.Reason) ?? Text("x-first-death-reason") ?? "unknown",
            Text(FaultHeaders.Exception), Text(FaultHeaders.Message),
            Time(CloudEventHeaders.Text(headers, FaultHeaders.At)) ?? DeathTime(headers),
            Number(headers, FaultHeaders.Attempts), Number(headers, FaultHeaders.RedriveCount) ?? 0,
            Time(CloudEventHeaders.Text(headers, FaultHeaders.RedrivenAt)));
    }

    internal static long? Number(IDictionary<string, object?>? headers, string name) =>
        long.TryParse(
            CloudEventHeaders.Text(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;

    // The broker writes no fault-at; its x-death list, newest first, says when it moved the message.
    static DateTimeOffset? DeathTime(IDictionary<string, object?>? headers) =>
        headers?.TryGetValue("x-death", out var deaths) == true
            && deaths is IList<object?> and [IDictionary<string, object?> newest, ..]
            && newest.TryGetValue("time", out var time) && time is AmqpTimestamp stamp
                ? DateTimeOffset.FromUnixTimeSeconds(stamp.UnixTime)
                : null;
}
