using System.Text;
using Ledger.MessageBus;
using RabbitMQ.Client;

namespace Ledger.DeadLetters;

/// <summary>A dead letter with everything in it, for people; card-like numbers are masked.</summary>
/// <param name="DeadLetter">What is known of it.</param>
/// <param name="ContentType">Type of the body.</param>
/// <param name="Headers">All headers as text, by name.</param>
/// <param name="Body">The body as text, or in base64 when it is no text.</param>
/// <param name="BodyIsBase64">True when the body is no text.</param>
public sealed record DeadLetterContent(
    DeadLetter DeadLetter, string? ContentType, IReadOnlyDictionary<string, string> Headers, string Body,
    bool BodyIsBase64)
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static DeadLetterContent Of(
        ParkingQueue queue, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        var headers = (properties.Headers ?? new Dictionary<string, object?>())
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .ToDictionary(header => header.Key, header => DigitRuns.Mask(Text(header.Value)), StringComparer.Ordinal);
        var text = TextOf(body.Span);
        return new DeadLetterContent(
            DeadLetter.Of(queue, properties), properties.ContentType, headers,
            text is null ? Convert.ToBase64String(body.Span) : DigitRuns.Mask(text), BodyIsBase64: text is null);
    }

    static string? TextOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return StrictUtf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    static string Text(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        AmqpTimestamp stamp => DateTimeOffset.FromUnixTimeSeconds(stamp.UnixTime).UtcDateTime.ToString("O"),
        IDictionary<string, object?> table =>
            "{" + string.Join(", ", table.Select(e => $"{e.Key}: {Text(e.Value)}")) + "}",
        System.Collections.IList list => "[" + string.Join(", ", list.Cast<object?>().Select(Text)) + "]",
        _ => value?.ToString() ?? "",
    };
}
