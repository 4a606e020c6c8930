using System.Diagnostics;
using Ledger.EventStore;
using Ledger.JournalPosting.States;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.JournalPosting;

/// <summary>The one way into the journal (R-JR-02): each event gets exactly one outcome, in one commit.</summary>
public sealed class JournalWriter : IAsyncDisposable
{
    readonly GroupCommit<JournalMessage, PostingOutcome, IReadOnlyDictionary<string, PaymentState>, ReadModelChanges> _commit;
    readonly TimeProvider _time;
    readonly ILogger<JournalWriter> _logger;

    /// <summary>Opens the journal; nothing is connected before the first event.</summary>
    /// <param name="source">Where the schema lies; migrated beforehand with <see cref="JournalMigrations"/>.</param>
    /// <param name="schema">Its name.</param>
    /// <param name="rules">Matrix, chart and booking day.</param>
    /// <param name="options">Limits of batches and outages.</param>
    /// <param name="time">Clock of the recording time.</param>
    /// <param name="logger">Where exceptions are told.</param>
    public JournalWriter(
        NpgsqlDataSource source, string schema, PostingRules rules, BatchQueueOptions options, TimeProvider time,
        ILogger<JournalWriter> logger)
        : this(
            new PostgresCommitStore<IReadOnlyDictionary<string, PaymentState>, ReadModelChanges>(
                source, schema, new ReadModelSql(schema, suffix: "")),
            rules, options, time, logger)
    {
    }

    /// <summary>Opens the journal on any store.</summary>
    internal JournalWriter(
        ICommitStore<IReadOnlyDictionary<string, PaymentState>, ReadModelChanges> store, PostingRules rules,
        BatchQueueOptions options, TimeProvider time, ILogger<JournalWriter> logger)
    {
        (_time, _logger) = (time, logger);
        logger.RulesInUse(rules.Matrix.Version, rules.Matrix.Rows.Count, rules.Chart.Version, rules.BookingDay.Name);
        _commit = new(store, new PostingLogic(rules, time), options, time, logger);
    }

    /// <summary>Told after each commit what it has added; must return at once.</summary>
    public Action<CommittedEvents>? Committed
    {
        get => _commit.Committed;
        set => _commit.Committed = value;
    }

    /// <summary>True while events are held in memory because the database is away.</summary>
    public bool StorageAway => _commit.StorageAway;

    /// <summary>Events that wait for a batch.</summary>
    public int Depth => _commit.Depth;

    /// <summary>Decides an event and returns once the outcome is durable.</summary>
    /// <exception cref="FormatException">The event is not as documented.</exception>
    /// <exception cref="StorageAwayException">The database stayed away for longer than events are held.</exception>
    public async Task<PostingOutcome> PostAsync(PaymentEvent e, CancellationToken ct)
    {
        EventContract.Require(e);
        using var activity = JournalMetrics.Activities.StartActivity("journal post");
        activity?.SetTag("ledger.class", e.Class).SetTag("ledger.stream", e.StreamId)
            .SetTag("ledger.event_id", e.EventId);
        var message = new JournalMessage.Received(e, Activity.Current?.TraceId.ToString());
        var outcome = await _commit.CommitAsync(message, ct);
        activity?.SetTag("ledger.disposition", outcome.Disposition).SetTag("ledger.reason", outcome.Reason?.WireName());
        JournalMetrics.Decided(e, outcome, _time.GetUtcNow());
        Tell(e, outcome);
        return outcome;
    }

    /// <summary>Raises an exception for each hold of a stream whose deadline has passed, once.</summary>
    public async Task RaiseOverdueAsync(string streamId, CancellationToken ct)
    {
        var outcome = await _commit.CommitAsync(new JournalMessage.DeadlinePassed(streamId), ct);
        if (outcome is { Disposition: Disposition.Exception, Reason: { } reason })
        {
            JournalMetrics.Overdue(reason);
            _logger.HoldOverdue(streamId);
        }
    }

    /// <summary>Takes no more, and gives what waits a short time to be committed.</summary>
    public ValueTask DisposeAsync() => _commit.DisposeAsync();

    void Tell(PaymentEvent e, PostingOutcome outcome)
    {
        switch (outcome.Disposition)
        {
            case Disposition.Exception:
                _logger.ExceptionRaised(outcome.Reason?.WireName() ?? "", e.EventId, e.StreamId);
                break;
            case Disposition.Held:
                _logger.IsHeld(e.EventId, e.StreamId, outcome.Reason?.WireName() ?? "");
                break;
            case Disposition.Noop:
                _logger.DidNothing(e.EventId, e.StreamId, outcome.Reason?.WireName() ?? "");
                break;
        }
    }
}
