using Ledger.JournalPosting;
using Ledger.JournalPosting.Events;
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
}
