using Npgsql;

namespace Ledger.EventStore;

/// <summary>An inbox entry in memory; its disposition may change while a batch is decided.</summary>
sealed class InboxEntry(InboxRecord record, byte[] fingerprint)
{
    public InboxRecord Record { get; private set; } = record;

    public bool Carries(ReadOnlySpan<byte> other) => other.SequenceEqual(fingerprint);

    public void Settle(InboxSettlement settlement) =>
        Record = Record with
        {
            Disposition = settlement.Disposition,
            Reason = settlement.Reason,
            OutcomeId = settlement.OutcomeId,
        };

    /// <summary>Reads message_key, fact_key, fingerprint, disposition, reason, outcome_id, recorded_at.</summary>
    public static InboxEntry Read(NpgsqlDataReader reader) =>
        new(
            new InboxRecord(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetGuid(5),
                reader.GetFieldValue<DateTimeOffset>(6)),
            reader.GetFieldValue<byte[]>(2));
}
