using Ledger.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>The group commit with no logic and no tables: every message is one event, appended to a stream of its own.</summary>
sealed class PlainAppend
    : ICommitLogic<StreamAppend, bool, None, None>, ICommitBatch<StreamAppend, bool, None, None>, ICommitTables<None, None>
{
    /// <summary>Opens a writer that commits at most so many events per transaction.</summary>
    public static GroupCommit<StreamAppend, bool, None, None> Open(NpgsqlDataSource source, string schema, int maxBatch)
    {
        var append = new PlainAppend();
        return new GroupCommit<StreamAppend, bool, None, None>(
            new PostgresCommitStore<None, None>(source, schema, append), append, new BatchQueueOptions { MaxBatch = maxBatch },
            TimeProvider.System, NullLogger.Instance);
    }

    /// <inheritdoc/>
    public InboxClaim? ClaimOf(StreamAppend message) => null;

    /// <inheritdoc/>
    public string StreamOf(StreamAppend message) => message.StreamId;

    /// <inheritdoc/>
    public ICommitBatch<StreamAppend, bool, None, None> Begin(None states) => this;

    /// <inheritdoc/>
    public Decision<bool> Decide(StreamAppend message, InboxFinding finding) =>
        new(true, "appended", null, null, [message], []);

    /// <inheritdoc/>
    public None Changes(IReadOnlyList<AppendedEvent> appended) => default;

    /// <inheritdoc/>
    public None After(None loaded, IReadOnlyCollection<string> streamIds) => default;

    /// <inheritdoc/>
    public Task<None> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> streamIds, CancellationToken ct) =>
        Task.FromResult(default(None));

    /// <inheritdoc/>
    public void Write(NpgsqlBatch batch, None changes)
    {
        // No tables.
    }
}

/// <summary>Nothing: there are no states and no tables.</summary>
readonly record struct None;
