using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Queries;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>
/// What people do beside the process that sends (R-ERP-27: deferred in so many words; R-ERP-32; design C3, C7): every word is a move with their name.
/// </summary>
public sealed class When_a_person_steers_documents
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_held_document_waits_with_the_reason_and_goes_on_when_it_is_resumed()
    {
        await using var day = await ExportedDay.OpenAsync();
        var planned = (await day.CutAsync())[0];

        var held = await day.Desk.HoldAsync(planned, "the auditor is here", Ct);

        Assert.Null(held.Refusal);
        var standing = (await day.OneAsync(planned.Standing.Reference)).Standing;
        Assert.Equal((DocumentState.Held, ErpReason.OperatorHold, "the auditor is here", "ada"),
            (standing.State, standing.Reason, standing.Detail, standing.ChangedBy));
        Assert.Null(standing.DueAt);
        var released = await day.Desk.ReleaseAsync(await day.OneAsync(planned.Standing.Reference), "she has left", Ct);
        Assert.Equal("planned", released.State);
        Assert.NotNull((await day.OneAsync(planned.Standing.Reference)).Standing.DueAt);
        var history = (await new DocumentQuery(day.Source, ExportedDay.Schema)
            .OneAsync("books", planned.Standing.Reference.Value, Ct))!.History;
        Assert.Equal(["held ada the auditor is here", "planned ada she has left"],
            history.Select(move => $"{move.To} {move.Actor} {move.Remark}"));
        await day.ProveAsync();
    }

    [Fact]
    public async Task A_draft_that_was_held_is_a_draft_again()
    {
        await using var day = await ExportedDay.OpenAsync();
        var sending = await day.MoveAsync((await day.CutAsync())[0], DocumentState.Sending);
        var drafted = await day.MoveAsync(sending, DocumentState.Drafted, step => step with { Handle = "draft-7" });

        await day.Desk.HoldAsync(drafted, "wait", Ct);
        var released = await day.Desk.ReleaseAsync(await day.OneAsync(drafted.Standing.Reference), null, Ct);

        Assert.Equal("drafted", released.State);
        Assert.Equal("draft-7", (await day.OneAsync(drafted.Standing.Reference)).Standing.Handle);
    }

    [Fact]
    public async Task What_is_on_its_way_cannot_be_held_and_what_has_moved_meanwhile_is_left_alone()
    {
        await using var day = await ExportedDay.OpenAsync();
        var planned = (await day.CutAsync())[0];
        var sending = await day.MoveAsync(planned, DocumentState.Sending);

        Assert.Equal(ErpCommandReason.StateForbids, (await day.Desk.HoldAsync(sending, "wait", Ct)).Refusal);
        var late = await day.Desk.HoldAsync(planned, "wait", Ct);

        Assert.Equal((ErpCommandReason.MovedMeanwhile, "sending"), (late.Refusal, late.State));
        Assert.Equal(DocumentState.Sending, (await day.OneAsync(planned.Standing.Reference)).Standing.State);
    }

    [Fact]
    public async Task Another_date_is_approved_for_a_closed_period_and_the_old_document_stays_as_superseded()
    {
        await using var day = await ExportedDay.OpenAsync(closedPeriod: ClosedPeriodPolicy.NextOpenPeriod);
        var documents = await day.CutAsync();
        var held = await HeldForPeriodAsync(day, documents[0]);

        var outcome = await day.Redating.RedateAsync(held, new DateOnly(2026, 12, 1), "November is closed", Ct);

        Assert.Equal("superseded", outcome.State);
        var redated = await day.OneAsync(DocumentReference.Parse(Assert.Single(outcome.Beside)));
        Assert.Equal(documents.Count + 1, redated.Document.Reference.Number);
        Assert.Equal((DocumentState.Planned, new DateOnly(2026, 12, 1), held.Document.Date),
            (redated.Standing.State, redated.Document.Date, redated.Document.OriginalDate));
        Assert.StartsWith($"Booked {held.Document.Date:yyyy-MM-dd}; ", redated.Document.Memo, StringComparison.Ordinal);
        Assert.Equal(held.Document.Lines.Select(line => (line.Account, line.Amount)),
            redated.Document.Lines.Select(line => (line.Account, line.Amount)));
        await day.ProveAsync();

        // A month later December is closed as well: the day of the ledger is still said.
        var again = await day.Redating.RedateAsync(await HeldForPeriodAsync(day, redated), new DateOnly(2027, 1, 1), null, Ct);
        var last = await day.OneAsync(DocumentReference.Parse(Assert.Single(again.Beside)));
        Assert.Equal((held.Document.Date, redated.Document.Memo), (last.Document.OriginalDate, last.Document.Memo));
        await day.ProveAsync();
    }

    [Fact]
    public async Task A_document_is_dated_anew_only_by_policy_forwards_and_without_a_draft_in_the_ERP()
    {
        await using var holding = await ExportedDay.OpenAsync();
        var held = await HeldForPeriodAsync(holding, (await holding.CutAsync())[0]);
        Assert.Equal(ErpCommandReason.PolicyForbids,
            (await holding.Redating.RedateAsync(held, new DateOnly(2026, 12, 1), null, Ct)).Refusal);

        await using var day = await ExportedDay.OpenAsync(closedPeriod: ClosedPeriodPolicy.NextOpenPeriod);
        var documents = await day.CutAsync();
        Assert.Equal(ErpCommandReason.StateForbids,
            (await day.Redating.RedateAsync(documents[0], new DateOnly(2026, 12, 1), null, Ct)).Refusal);
        var waits = await HeldForPeriodAsync(day, documents[0]);
        Assert.Equal(ErpCommandReason.DateRefused, (await day.Redating.RedateAsync(waits, waits.Document.Date, null, Ct)).Refusal);
        day.Erp.Post(documents[1].Document, ErpDocumentState.Draft);
        var sent = await day.MoveAsync(documents[1], DocumentState.Sending, step => step with { IsAttempt = true });
        var refusedThere = await HeldForPeriodAsync(day, sent);
        Assert.Equal(ErpCommandReason.AlreadyInErp,
            (await day.Redating.RedateAsync(refusedThere, new DateOnly(2026, 12, 1), null, Ct)).Refusal);
    }

    [Fact]
    public async Task A_mismatch_that_was_mended_is_confirmed_and_one_that_is_accepted_is_not_told_again()
    {
        await using var day = await ExportedDay.OpenAsync();
        var documents = await day.CutAsync();
        var edited = await day.PostAsync(documents[0], more: 1);

        Assert.Equal(ErpReason.Edited, (await ConfirmedAsync(day, edited)).Standing.Reason);
        day.Erp.Mend(edited.Document);
        Assert.Equal((DocumentState.Confirmed, null),
            ((await ConfirmedAsync(day, edited)).Standing.State, (await day.OneAsync(edited.Standing.Reference)).Standing.Reason));
        day.Erp.Delete(edited.Standing.Reference);
        Assert.Equal(ErpReason.Missing, (await ConfirmedAsync(day, edited)).Standing.Reason);
        day.Erp.Post(edited.Document);
        Assert.Equal(ErpReason.Duplicate, (await ConfirmedAsync(day, edited)).Standing.Reason);

        var other = await day.PostAsync(documents[1], more: 2);
        var mismatch = await ConfirmedAsync(day, other);
        Assert.Equal("confirmed", (await day.Desk.AcceptAsync(mismatch, "a cent too many; agreed with the auditor", Ct)).State);
        var accepted = await ConfirmedAsync(day, other);
        Assert.Equal((DocumentState.Confirmed, ErpReason.Edited), (accepted.Standing.State, accepted.Standing.Reason));
        var third = await day.PostAsync(documents[2]);
        Assert.Equal(DocumentState.Confirmed, (await ConfirmedAsync(day, third)).Standing.State);
        await day.ReadChangesAsync();
        Assert.Equal(accepted.Standing.Version, (await day.OneAsync(other.Standing.Reference)).Standing.Version);
        await day.ProveAsync();
    }

    [Fact]
    public async Task A_document_that_the_ERP_does_not_show_yet_waits_and_is_missing_later()
    {
        await using var day = await ExportedDay.OpenAsync();
        var documents = await day.CutAsync();
        var posted = await day.PostAsync(documents[0]);
        day.Erp.Delete(posted.Standing.Reference);

        var soon = await day.ReadBack.ConfirmAsync(posted, Ct);

        Assert.Equal(("posted", null), (soon.State, soon.Refusal));
        var hasty = new DocumentReadBack(day.Desk, day.Target with { MissingAfter = TimeSpan.Zero }, day.Erp);
        Assert.Equal("mismatch", (await hasty.ConfirmAsync(posted, Ct)).State);
        Assert.Equal(ErpReason.Missing, (await day.OneAsync(posted.Standing.Reference)).Standing.Reason);
    }

    [Fact]
    public async Task A_finding_is_closed_in_all_its_versions_with_name_and_reason()
    {
        await using var day = await ExportedDay.OpenAsync();
        await day.CutAsync();
        foreach (var version in new[] { "1", "2" })
        {
            await day.Writer.CommitAsync(
                new ErpMessage.Found(Guid.CreateVersion7(), "books", "F1", version, "somebody moved 1150-C"), Ct);
        }

        var desk = new TargetDesk(day.Writer, "ada", TimeProvider.System);
        await desk.CloseAsync("books", "F1", "reversed by the bookkeeper", undone: true, Ct);

        var query = new FindingQuery(day.Source, ExportedDay.Schema);
        Assert.Empty(await query.ListAsync("books", withClosed: false, 10, Ct));
        Assert.All(
            await query.ListAsync("books", withClosed: true, 10, Ct),
            finding => Assert.Equal(("ada", "reversed by the bookkeeper", false), (finding.ClosedBy, finding.CloseReason, finding.Counts)));
        Assert.Equal(1L, await day.ScalarAsync<long>("select count(*) from erp_export.mt_events where type = 'erp_finding_closed'"));
        await day.ProveAsync();
    }

    static async Task<KeptDocument> HeldForPeriodAsync(ExportedDay day, KeptDocument kept) =>
        await day.MoveAsync(kept, DocumentState.Held, step => step
            with
        { Why = new ErpRefusal(ErpReason.PeriodClosed, "November 2026 is closed.") });

    static async Task<KeptDocument> ConfirmedAsync(ExportedDay day, KeptDocument kept)
    {
        await day.ReadBack.ConfirmAsync(await day.OneAsync(kept.Standing.Reference), Ct);
        return await day.OneAsync(kept.Standing.Reference);
    }
}
