namespace Ledger.EventStore;

/// <summary>An inbox entry in memory; its disposition may change while a batch is decided.</summary>
sealed class InboxEntry(InboxRecord record, byte[] fingerprint)
{
    public InboxRecord Record { get; private set; } = record;

    public bool Carries(ReadOnlySpan<byte> other) => other.SequenceEqual(fingerprint);

    /// <summary>The same for another batch, which may settle it without changing it here.</summary>
    public InboxEntry Copy() => new(Record, fingerprint);

    public void Settle(InboxSettlement settlement) =>
        Record = Record with
        {
            Disposition = settlement.Disposition,
            Reason = settlement.Reason,
            OutcomeId = settlement.OutcomeId,
        };
}
