using Ledger.EventStore;
using Npgsql;

namespace Ledger.JournalPosting.Storage;

/// <summary>The journal inside the group commit: one load, pure decisions, one pipelined write.</summary>
public sealed class PostingLogic(string schema, PostingRules rules, TimeProvider time)
    : ICommitLogic<JournalMessage, PostingOutcome>
{
    readonly ReadModelSql _sql = new(schema, suffix: "");

    /// <inheritdoc/>
    public InboxClaim? ClaimOf(JournalMessage message) => message is JournalMessage.Received { Event: var e }
        ? new InboxClaim(
            e.MessageKey, e.EventId, e.Fingerprint(), $"{e.Provider}/{e.Account}", e.ProviderEventId, e.StreamId,
            e.DeliveryId)
        : null;

    /// <inheritdoc/>
    public string StreamOf(JournalMessage message) => message switch
    {
        JournalMessage.Received received => received.Event.StreamId,
        JournalMessage.DeadlinePassed passed => passed.StreamId,
        _ => throw new InvalidOperationException($"{message.GetType()} is not a message of the journal."),
    };

    /// <inheritdoc/>
    public async Task<ICommitBatch<JournalMessage, PostingOutcome>> LoadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> streamIds, CancellationToken ct) =>
        new PostingBatch(rules, _sql, await _sql.LoadStatesAsync(connection, streamIds, ct), Now());

    /// <summary>
    /// In whole microseconds, as the database keeps it: a deadline must be the same in the state and in its table.
    /// </summary>
    DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
