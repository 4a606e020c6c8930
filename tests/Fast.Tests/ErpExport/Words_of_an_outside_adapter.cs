using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Storage;
using Xunit;

namespace Ledger.Fast.Tests.ErpExport;

/// <summary>What an outside adapter says is compared with what it was handed, as far as it says it.</summary>
public sealed class Words_of_an_outside_adapter
{
    static readonly DateOnly Day = new(2026, 11, 5);

    static readonly DocumentStanding Accepted = new()
    {
        Target = "others",
        Reference = DocumentReference.Of("LDG", 1, 1),
        RunNumber = 1,
        State = DocumentState.Accepted,
        PayloadHash = new string('a', 64),
        Date = Day,
    };

    [Theory]
    [InlineData("posted")]
    [InlineData("confirmed")]
    public void Another_posting_date_is_a_mismatch(string status)
    {
        var step = Acknowledgements.StepOf(Said(status, "GL-1", Day.AddDays(49)), Accepted, out _)!;

        Assert.Equal((DocumentState.Mismatch, ErpReason.DateShifted), (step.To, step.Why!.Reason));
        Assert.Contains("Made for 2026-11-05, and posted for 2026-12-24", step.Why.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_words_about_a_mismatch_change_nothing_and_the_right_date_confirms_it()
    {
        var shifted = DocumentSteps.Apply(
            Accepted, Acknowledgements.StepOf(Said("posted", "GL-1", Day.AddDays(1)), Accepted, out _)!, DateTimeOffset.UnixEpoch);

        Assert.Null(Acknowledgements.StepOf(Said("posted", "GL-1", Day.AddDays(1)), shifted, out var again));
        Assert.Equal(ErpOutcome.Noop, again.Disposition);
        Assert.Equal(DocumentState.Confirmed, Acknowledgements.StepOf(Said("confirmed", "GL-1", Day), shifted, out _)!.To);
    }

    [Theory]
    [InlineData("posted")]
    [InlineData("confirmed")]
    public void Without_a_number_or_an_id_nothing_is_posted(string status)
    {
        Assert.Null(Acknowledgements.StepOf(Said(status, number: null, Day), Accepted, out var refused));
        Assert.Equal(AcknowledgementReason.NumberMissing, refused.Reason);

        Assert.NotNull(Acknowledgements.StepOf(Said(status, number: null, Day), Accepted with { ErpNumber = "GL-1" }, out _));
        Assert.NotNull(Acknowledgements.StepOf(Said("rejected", number: null, date: null), Accepted, out _));
    }

    static ErpAcknowledgement Said(string status, string? number, DateOnly? date) => new(
        new Guid("01931f00-0000-7000-8000-000000000001"), "others", Accepted.Reference, Accepted.PayloadHash, status, number, null, date, null,
        "adapter", new byte[32]);
}
