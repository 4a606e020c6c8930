using Ledger.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>The group commit with no logic: every message is one event that is appended to a stream of its own.</summary>
sealed class PlainAppend : ICommitLogic<StreamAppend, bool>, ICommitBatch<StreamAppend, bool>
{
    /// <summary>Opens a writer that commits at most so many events per transaction.</summary>
    public static GroupCommit<StreamAppend, bool> Open(NpgsqlDataSource source, string schema, int maxBatch) => new(
        source, schema, new PlainAppend(), new BatchQueueOptions { MaxBatch = maxBatch }, TimeProvider.System,
        NullLogger.Instance);

    /// <inheritdoc/>
    public InboxClaim? ClaimOf(StreamAppend message) => null;

    /// <inheritdoc/>
    public string StreamOf(StreamAppend message) => message.StreamId;

    /// <inheritdoc/>
    public Task<ICommitBatch<StreamAppend, bool>> LoadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> streamIds, CancellationToken ct) =>
        Task.FromResult<ICommitBatch<StreamAppend, bool>>(this);

    /// <inheritdoc/>
    public Decision<bool> Decide(StreamAppend message, InboxFinding finding) =>
        new(true, "appended", null, null, [message], []);

    /// <inheritdoc/>
    public void Write(NpgsqlBatch batch, IReadOnlyList<AppendedEvent> appended)
    {
        // No read models.
    }
}
