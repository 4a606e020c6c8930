using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Operating;
using Ledger.Storage.Tests.ErpExport.Operating;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>
/// R-FF-11, R-ERP-27: a file holds all documents of its run. While one waits for a person the others are held without a clock, and they go
/// on as soon as it leaves its state, whatever ends in between.
/// </summary>
public sealed class When_a_run_holds_a_rejected_document
{
    /// <summary>Lacks yen: a document of a day of its own.</summary>
    static readonly string NoYen = ExportedDay.Whole.Replace(", {currency: JPY, rate: 0.006}", "", StringComparison.Ordinal);

    /// <summary>Lacks yen and dinars: documents of two days.</summary>
    static readonly string NoYenNoDinars = NoYen.Replace("{currency: KWD, rate: 3}", "{currency: GBP, rate: 1}", StringComparison.Ordinal);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_others_are_held_once_and_say_for_which()
    {
        await using var filed = await FiledDay.OpenAsync(NoYen);
        await using var process = filed.Start();

        var all = await HeldAsync(filed);

        var rejected = Rejected(all);
        Assert.All(all.Except([rejected]), held =>
        {
            Assert.Equal((ErpReason.RunIncomplete, null), (held.Reason, held.DueAt));
            Assert.Contains($"{rejected.Reference} is rejected", held.Detail, StringComparison.Ordinal);
        });
        await filed.NothingMovesAsync();
        Assert.Equal(all.Count - 1, await filed.MovesAsync());
        Assert.Empty(await filed.Files.ToldAsync());
    }

    [Fact]
    public async Task They_go_on_when_it_is_sent_again()
    {
        await using var filed = await FiledDay.OpenAsync(NoYen);
        await using var process = filed.Start();
        var rejected = Rejected(await HeldAsync(filed));

        await filed.RetryAsync(rejected);

        await filed.AllPostedAsync();
        await filed.NothingMovesAsync();
    }

    [Theory]
    [InlineData("before held", 1)]
    [InlineData("after held", 1)]
    [InlineData("after held", 2)]
    public async Task A_process_that_ends_while_they_are_held_changes_nothing(string point, int time)
    {
        await using var filed = await FiledDay.OpenAsync(NoYen);
        await EndAsync(filed, point, time);
        await using var second = filed.Start();

        var all = await HeldAsync(filed);
        await filed.NothingMovesAsync();
        Assert.Equal(all.Count - 1, await filed.MovesAsync());

        await filed.RetryAsync(Rejected(all));
        await filed.AllPostedAsync();
    }

    [Theory]
    [InlineData("before planned", 1)]
    [InlineData("after planned", 1)]
    [InlineData("after planned", 2)]
    [InlineData("before sending", 1)]
    [InlineData("after sending", 1)]
    [InlineData("before posted", 1)]
    [InlineData("after posted", 1)]
    public async Task A_process_that_ends_while_they_go_on_leaves_each_in_the_files_once(string point, int time)
    {
        await using var filed = await FiledDay.OpenAsync(NoYen);
        await using (filed.Start())
        {
            await HeldAsync(filed);
        }

        await filed.RetryAsync(Rejected(await HeldAsync(filed)));
        await EndAsync(filed, point, time);
        await using var second = filed.Start();

        await filed.AllPostedAsync();
    }

    [Fact]
    public async Task They_go_on_when_it_is_superseded_and_nothing_comes_in_its_place()
    {
        await using var filed = await FiledDay.OpenAsync(NoYen);
        await using var process = filed.Start();
        var rejected = Rejected(await HeldAsync(filed));

        // What the retry of an entry that is excluded as a whole by now does: nothing is due behind it.
        await filed.Day.MoveAsync(await filed.Day.OneAsync(rejected.Reference), DocumentState.Superseded);

        var all = await filed.UntilAsync(all => all.All(one => one.Reference == rejected.Reference || DocumentMoves.IsPosted(one.State)));
        Assert.Equal(all.Count - 1, (await filed.Files.ToldAsync()).Count);
    }

    [Fact]
    public async Task One_of_two_that_is_sent_again_waits_for_the_other_without_a_move()
    {
        await using var filed = await FiledDay.OpenAsync(NoYenNoDinars);
        await using var process = filed.Start();
        var rejected = (await HeldAsync(filed)).Where(one => one.State == DocumentState.Rejected).ToList();
        Assert.Equal(2, rejected.Count);

        // The same payload again: it belongs into the file of the run.
        var first = await filed.Day.OneAsync(rejected[0].Reference);
        await filed.Day.MoveAsync(first, DocumentState.Unknown, step => step with { DueAt = TimeProvider.System.GetUtcNow() });
        var waiting = (await HeldAsync(filed)).Single(one => one.Reference == rejected[0].Reference);
        Assert.Contains($"{rejected[1].Reference} is rejected", waiting.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain($"{rejected[0].Reference} is rejected", waiting.Detail, StringComparison.Ordinal);
        await filed.NothingMovesAsync();
        Assert.Empty(await filed.Files.ToldAsync());
        var second = await filed.Day.OneAsync(rejected[1].Reference);
        await filed.Day.MoveAsync(second, DocumentState.Unknown, step => step with { DueAt = TimeProvider.System.GetUtcNow() });

        var all = await filed.UntilAsync(all => all.All(one => DocumentMoves.IsPosted(one.State) || one.State == DocumentState.Rejected));
        Assert.True(all.Count >= 3);
    }

    [Fact]
    public async Task One_that_was_mapped_anew_goes_by_itself_and_not_with_those_that_still_wait()
    {
        await using var filed = await FiledDay.OpenAsync(NoYenNoDinars);
        await using var process = filed.Start();
        var rejected = (await HeldAsync(filed)).Where(one => one.State == DocumentState.Rejected).ToList();

        await filed.RetryAsync(rejected[0]);
        await filed.UntilAsync(all => all.Any(one => one.Reference == rejected[0].Reference && DocumentMoves.IsPosted(one.State)));

        Assert.Equal(rejected[0].Reference.Value, Assert.Single(await filed.Files.ToldAsync()).Reference);
        await filed.RetryAsync(rejected[1]);
        await filed.AllPostedAsync();
    }

    [Fact]
    public async Task One_that_a_person_holds_keeps_the_others_until_it_is_resumed()
    {
        await using var filed = await FiledDay.OpenAsync(ExportedDay.Whole);
        var one = (await filed.Day.AllAsync())[0];
        Assert.Null((await filed.Day.Desk.HoldAsync(one, "the auditor is here", Ct)).Refusal);
        await using var process = filed.Start();
        var other = (await HeldAsync(filed)).First(held => held.Reason == ErpReason.RunIncomplete);
        Assert.Contains($"{one.Standing.Reference} is held", other.Detail, StringComparison.Ordinal);
        await filed.NothingMovesAsync();

        var asked = await filed.Day.Desk.ReleaseAsync(await filed.Day.OneAsync(other.Reference), null, Ct);
        Assert.Equal((ErpCommandReason.StateForbids, "held"), (asked.Refusal, asked.State));
        Assert.Null((await filed.Day.Desk.ReleaseAsync(await filed.Day.OneAsync(one.Standing.Reference), null, Ct)).Refusal);

        await filed.AllPostedAsync();
    }

    [Fact]
    public async Task One_that_a_person_holds_at_the_last_moment_is_not_written_with_the_others()
    {
        await using var filed = await FiledDay.OpenAsync(ExportedDay.Whole);
        var one = (await filed.Day.AllAsync())[^1];
        await using var process = filed.Start(
            adapter: inner => new AskedForPeriods(
                inner, async () => Assert.Null((await filed.Day.Desk.HoldAsync(one, "stop", Ct)).Refusal)));

        await HeldAsync(filed);

        Assert.Empty(await filed.Files.ToldAsync());
        Assert.Null((await filed.Day.Desk.ReleaseAsync(await filed.Day.OneAsync(one.Standing.Reference), null, Ct)).Refusal);
        await filed.AllPostedAsync();
    }

    [Fact]
    public async Task One_that_is_refused_only_when_it_is_looked_at_before_sending_keeps_the_others_too()
    {
        // The accounts of one day are codes that CSV does not take.
        var formula = ExportedDay.Whole.Replace(
            "  - {ledger: \"6100\"", "  - {ledger: \"1150\", account: \"=1150\", from: \"2026-11-21\"}\n  - {ledger: \"6100\"",
            StringComparison.Ordinal);
        await using var filed = await FiledDay.OpenAsync(formula);
        await using var process = filed.Start();

        var all = await HeldAsync(filed);
        var rejected = Rejected(all);
        Assert.Equal(ErpReason.FieldInvalid, rejected.Reason);
        Assert.All(all, one => Assert.Equal(0, one.Attempt));
        Assert.Empty(await filed.Files.ToldAsync());
        await filed.NothingMovesAsync();

        await filed.RetryAsync(rejected);
        await filed.AllPostedAsync();
    }

    static DocumentStanding Rejected(IReadOnlyList<DocumentStanding> all) => Assert.Single(all, one => one.State == DocumentState.Rejected);

    static async Task<IReadOnlyList<DocumentStanding>> HeldAsync(FiledDay filed)
    {
        var all = await filed.UntilAsync(all => all.All(one => one.State is DocumentState.Held or DocumentState.Rejected));
        Assert.Contains(all, one => one.State == DocumentState.Held);
        return all;
    }

    static async Task EndAsync(FiledDay filed, string point, int time)
    {
        await using var first = filed.Start(point, time);
        await first.Ended.WaitAsync(TimeSpan.FromSeconds(60), Ct);
    }
}
