using Ledger.Evidence.Sealing;

namespace Ledger.Evidence;

/// <summary>A row with its body sealed.</summary>
/// <param name="Row">The row.</param>
/// <param name="Body">What is stored.</param>
/// <param name="KeyId">The key of the month.</param>
/// <param name="SubjectKeyId">The key of the subject; null without one.</param>
sealed record SealedRow(ArchiveRow Row, byte[] Body, long KeyId, long? SubjectKeyId)
{
    /// <summary>Seals a row under keys that were ensured.</summary>
    public static SealedRow Of(ArchiveRow row, BodyKeys keys)
    {
        var month = keys.Of(row.Month);
        var subject = row.Subject is { } one ? keys.Of(one) : null;
        return new SealedRow(row, BodySeal.Seal(month, subject, row.Delivery.DeliveryId, row.Body.Bytes), month.Id, subject?.Id);
    }
}
