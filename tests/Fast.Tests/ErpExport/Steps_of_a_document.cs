using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Xunit;

namespace Ledger.Fast.Tests.ErpExport;

/// <summary>What is counted of a document's way (design C3).</summary>
public sealed class Steps_of_a_document
{
    static readonly DateTimeOffset Noon = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    static readonly DocumentStanding Planned = new()
    {
        Target = "books",
        Reference = DocumentReference.Of("LDG", 1, 1),
        RunNumber = 1,
        State = DocumentState.Planned,
        PayloadHash = new string('a', 64),
        Date = new DateOnly(2026, 3, 15),
    };

    [Fact]
    public void A_throttled_handing_in_is_no_attempt_and_a_throttled_posting_takes_none_away()
    {
        var throttled = Apply(Apply(Planned, DocumentState.Sending), DocumentState.Throttled);
        Assert.Equal(0, throttled.Attempt);

        var drafted = Apply(Apply(throttled, DocumentState.Sending), DocumentState.Drafted);
        var posting = Enumerable.Range(0, 3).Aggregate(
            drafted, (standing, _) => Apply(Apply(standing, DocumentState.Posting), DocumentState.Throttled));
        Assert.Equal(1, posting.Attempt);
    }

    [Fact]
    public void When_a_payload_was_sent_first_stays_until_there_is_another()
    {
        var sent = Apply(Planned, DocumentState.Sending);
        var again = Apply(Apply(sent, DocumentState.Unknown, hours: 1), DocumentState.Sending, hours: 2);

        Assert.Equal((Noon, Noon), (sent.FirstSentAt, again.FirstSentAt));
        Assert.Null(Planned.FirstSentAt);
    }

    static DocumentStanding Apply(DocumentStanding before, DocumentState to, int hours = 0) => DocumentSteps.Apply(
        before,
        new DocumentStep(Guid.CreateVersion7(Noon), before.Target, before.Reference, before.Version, to)
        {
            IsAttempt = to == DocumentState.Sending,
            Why = to == DocumentState.Unknown ? new ErpRefusal(ErpReason.TimedOut, "No answer.") : null,
        },
        Noon.AddHours(hours));
}
