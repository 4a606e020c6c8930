using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ledger.MessageBus.Messages;

namespace Ledger.Evidence;

/// <summary>A delivery checked and made ready for the table.</summary>
/// <param name="Delivery">The message.</param>
/// <param name="ReceivedAt">When it was received, cut to the microseconds that PostgreSQL keeps.</param>
/// <param name="Body">The body to be stored.</param>
/// <param name="BodySha256">SHA-256 of the body as the provider sent it.</param>
/// <param name="StoredSha256">SHA-256 of the body to be stored, before it is packed.</param>
/// <param name="Headers">The headers, a JSON object.</param>
sealed record ArchiveRow(
    RawDelivery Delivery, DateTimeOffset ReceivedAt, PackedBody Body, byte[] BodySha256, byte[] StoredSha256, string Headers)
{
    /// <summary>First day of the month whose partition holds it.</summary>
    public DateOnly Month => new(ReceivedAt.Year, ReceivedAt.Month, 1);

    /// <summary>The customers whom its facts name.</summary>
    public IReadOnlyList<ArchivedSubject> Subjects { get; } =
        [.. Delivery.Subjects.Select(subject => new ArchivedSubject(Text(Delivery.Provider)!, Text(subject.Account)!, subject.Sha256))];

    /// <summary>The one customer whom its facts name; null when they name none, or several.</summary>
    public ArchivedSubject? Subject => Subjects is [var only] ? only : null;

    /// <summary>Checks a message.</summary>
    /// <exception cref="FormatException">
    /// The body is not the one whose hash the gateway took, or a field is not as documented.
    /// </exception>
    public static ArchiveRow Of(RawDelivery delivery)
    {
        if (delivery.Verdict is not ("verified" or "refused"))
        {
            throw new FormatException(
                $"Delivery {delivery.DeliveryId} has the verdict '{delivery.Verdict}'; expected 'verified' or 'refused'.");
        }

        var received = delivery.ReceivedAt.ToUniversalTime();
        if (received.Year is < 2000 or > 2999)
        {
            throw new FormatException(
                $"Delivery {delivery.DeliveryId} was received at {received:O}; expected a year from 2000 to 2999.");
        }

        var stored = SHA256.HashData(delivery.Body);
        var sent = Hash(delivery, delivery.BodySha256, "the SHA-256 of its body");
        foreach (var subject in delivery.Subjects)
        {
            Hash(delivery, subject.Sha256, "the hash of a customer");
        }

        if (delivery.Truncated && (delivery.Verdict != "refused" || delivery.BodyBytes <= delivery.Body.Length))
        {
            throw new FormatException(
                $"The body of delivery {delivery.DeliveryId} is said to be truncated: {delivery.Verdict}, "
                + $"{delivery.Body.Length} of {delivery.BodyBytes} bytes; only a longer one that was refused can be.");
        }

        if (!delivery.Masked && !delivery.Truncated && !stored.AsSpan().SequenceEqual(sent))
        {
            throw new FormatException(
                $"The body of delivery {delivery.DeliveryId} is not what the gateway received: SHA-256 is "
                + $"{Convert.ToHexStringLower(stored)}, expected {delivery.BodySha256}, "
                + "and nothing was masked or truncated.");
        }

        return new ArchiveRow(
            delivery, received.AddTicks(-(received.Ticks % TimeSpan.TicksPerMicrosecond)), PackedBody.Of(delivery.Body),
            sent, stored, JsonOf(delivery.Headers));
    }

    /// <summary>Text as PostgreSQL can hold it: U+0000 becomes U+FFFD.</summary>
    public static string? Text(string? value) => value?.Replace('\0', '\uFFFD');

    /// <summary>A PostgreSQL array literal of the streams.</summary>
    public string StreamIds()
    {
        var literal = new StringBuilder("{");
        foreach (var stream in Delivery.StreamIds)
        {
            var quoted = Text(stream)!.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal);
            literal.Append(literal.Length > 1 ? ",\"" : "\"").Append(quoted).Append('"');
        }

        return literal.Append('}').ToString();
    }

    /// <summary>A PostgreSQL array literal of the canonical events.</summary>
    public string EventIds() => $"{{{string.Join(',', Delivery.EventIds)}}}";

    static byte[] Hash(RawDelivery delivery, string? stated, string what) =>
        stated is { Length: 2 * SHA256.HashSizeInBytes } hex && hex.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(hex)
            : throw new FormatException(
                $"Delivery {delivery.DeliveryId} states '{stated}' as {what}; expected 64 hex digits.");

    static string JsonOf(IReadOnlyDictionary<string, string> headers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, value) in headers)
            {
                json.WriteString(Text(name)!, Text(value));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
