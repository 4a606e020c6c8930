using Ledger.JournalPosting;
using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.States;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Fast.Tests.JournalPosting;

public sealed class Folded_streams
{
    /// <summary>Its row carries the version: without it a rebuild would call a right row wrong, and spoil it.</summary>
    [Fact]
    public void An_event_that_leaves_the_state_as_it_was_still_moves_the_stream()
    {
        var e = Event(EventClass.CaptureSucceeded, Eur(1050), objectId: "ch_1");
        var streams = new FoldedStreams();
        streams.Fold([new PlacedFact(e.StreamId, 1, 1, e.OccurredAt, new JournalEntryPosted(e, null, 0))]);
        Assert.Single(streams.TakeMoved());
        Assert.Empty(streams.TakeMoved());

        var noop = new PaymentEventNoted(e, null) { Disposition = Disposition.Noop, Reason = "ALREADY_CAPTURED" };
        streams.Fold([new PlacedFact(e.StreamId, 2, 2, e.OccurredAt, noop)]);

        var moved = Assert.Single(streams.TakeMoved());
        Assert.Equal(2, moved.Version);
        Assert.Same(moved.Written, moved.State);
    }

    [Fact]
    public void A_stream_that_rests_is_written_once_let_go_of_and_read_back()
    {
        var streams = new FoldedStreams();
        var (first, second) = (Placed("pi_1", version: 1), Placed("pi_2", version: 1));
        streams.Fold([first, second]);
        Assert.Equal(2, streams.Awake);
        Assert.Empty(streams.TakeIdle());

        streams.Fold([Placed("pi_2", version: 2)]);
        var rested = Assert.Single(streams.TakeIdle());
        Assert.Equal((first.StreamId, 1, null), (rested.StreamId, rested.Version, rested.Written));

        Assert.Equal([first.StreamId], streams.Unknown([Placed("pi_1", version: 2), Placed("pi_2", version: 3)]));
        streams.Remember(new Dictionary<string, PaymentState> { [first.StreamId] = rested.State });
        streams.Fold([Placed("pi_1", version: 2)]);
        Assert.Equal(
            [(first.StreamId, 2, rested.State), (second.StreamId, 2, null)],
            streams.TakeMoved().OrderBy(moved => moved.StreamId, StringComparer.Ordinal)
                .Select(moved => (moved.StreamId, moved.Version, moved.Written)));
    }

    static PlacedFact Placed(string payment, long version)
    {
        var e = Event(EventClass.CaptureSucceeded, Eur(1050), payment: payment, objectId: $"ch_{version}");
        return new PlacedFact(e.StreamId, version, version, e.OccurredAt, new JournalEntryPosted(e, null, 0));
    }
}
