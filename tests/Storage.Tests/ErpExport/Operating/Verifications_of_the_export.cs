using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Storage;
using Ledger.Reporting.Tracing;
using Ledger.Reporting.Verifying;
using Ledger.Storage.Tests.Evidence;
using Ledger.Storage.Tests.Reporting;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>
/// Each exported entry is in exactly one live document for each target and totals tie (R-ERP-27): each rule is seen to hold, and each is
/// broken on purpose and found.
/// </summary>
public sealed class Verifications_of_the_export
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_export_to_two_targets_passes_every_check()
    {
        await using var day = await ExportedDay.OpenAsync();
        await day.CutAsync();
        await day.CutAsync(target: day.Target with { Name = "other", Prefix = "OTH" });

        await day.ProveAsync();

        Assert.Equal(
            ["erp-chain 4", "erp-entries 6", "erp-runs 2", "erp-coverage 12", "erp-totals 20", "erp-payloads 6", "erp-standings 6", "erp-findings 0"],
            (await day.VerifyAsync()).Checks.Where(check => check.Name.StartsWith("erp-", StringComparison.Ordinal))
                .Select(check => $"{check.Name} {check.Count}"));
    }

    [Fact]
    public async Task An_export_that_has_not_begun_passes_and_one_that_there_is_not_is_not_looked_at()
    {
        await using var day = await ExportedDay.OpenAsync();
        await day.ProveAsync();

        var without = await new Verification(day.Books.Journal, day.Books.Evidence, TimeProvider.System) { Erp = new(day.Source, "elsewhere"), ArchiveKey = EvidenceDatabase.KeyOf }
            .RunAsync(new(), null, Ct);

        Assert.True(without.Ok);
        Assert.DoesNotContain(without.Checks, check => check.Name.StartsWith("erp-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "update erp_export.mt_events set data = jsonb_set(data, '{Entries}', '5') where type = 'erp_run_cut'", "erp-chain erp-runs", "hash chain: position 2")]
    [InlineData(
        "delete from erp_export.entry where position = 3", "erp-entries erp-runs erp-coverage erp-totals erp-payloads",
        "entry that did not reach the export: position 3: expected entry")]
    [InlineData(
        "update erp_export.entry set body = convert_to(replace(convert_from(body, 'UTF8'), '12345', '12346'), 'UTF8') where position = 3",
        "erp-entries erp-totals", "entry in the export: position 3: expected")]
    [InlineData("update erp_export.entry set previous = 1 where position = 3", "erp-entries", "entry in the export: position 3")]
    [InlineData(
        "insert into erp_export.entry select 4, 3, gen_random_uuid(), stream_id, booking_date, body from erp_export.entry where position = 3",
        "erp-entries erp-runs erp-coverage erp-totals", "entry in the export: position 4: expected no entry: the journal has none there")]
    [InlineData(
        "update erp_export.run set cut_from = 2, entries = 4", "erp-runs erp-coverage erp-totals", null)]
    [InlineData("update erp_export.run set entries = 5", "erp-runs", "run: books run 1: expected 5 entries, found 6 entries")]
    [InlineData("update erp_export.target set cut_to = 9", "erp-runs", "target: books: expected run 1 up to position 7, found run 1 up to position 9")]
    [InlineData(
        "insert into erp_export.run select target, 3, gen_random_uuid(), mode, 8, 9, mapping_version, 0, '{}', 0, cut_at from erp_export.run",
        "erp-runs", "run: books run 3: expected run 2 behind position 7, found run 3 behind position 8")]
    [InlineData(
        "update erp_export.document_line set positions = array_append(positions, 6) where reference = 'LDG000001-00001'",
        "erp-coverage erp-payloads", "document: books, LDG000001-00001: expected")]
    [InlineData(
        "update erp_export.document set positions = array_append(positions, 6) where reference = 'LDG000001-00001'",
        "erp-coverage", "document: books, LDG000001-00001: expected")]
    [InlineData(
        "update erp_export.document set state = 'superseded' where reference = 'LDG000001-00001'",
        "erp-coverage erp-totals erp-standings", "entry in no document: books run 1, position")]
    [InlineData(
        "update erp_export.document_line set minor_units = minor_units + 1 where line_no = 1 and reference = 'LDG000001-00001'",
        "erp-totals erp-payloads", "total: books run 1, account")]
    [InlineData("delete from erp_export.run_exclusion", "erp-coverage erp-totals", "entry in no document: books run 1, position 7, EUR: expected a live document, found none")]
    [InlineData(
        "update erp_export.document set payload = convert_to(replace(convert_from(payload, 'UTF8'), '4000-R', '4000-X'), 'UTF8')",
        "erp-payloads", "payload: books, LDG000001-00001: expected")]
    [InlineData("update erp_export.document_line set account = '1150-X' where account = '1150-C'", "erp-payloads", "line: books, LDG000001-00001, line 1: expected 1150 as 1150-C")]
    [InlineData("update erp_export.document set state = 'posted' where reference = 'LDG000001-00001'", "erp-standings", "document: books, LDG000001-00001: expected sending")]
    [InlineData("update erp_export.document set erp_number = 'GL9' where reference = 'LDG000001-00001'", "erp-standings", "document: books, LDG000001-00001: expected sending")]
    [InlineData("update erp_export.document set state = 'held' where reference = 'LDG000001-00002'", "erp-standings", "document: books, LDG000001-00002: expected version 0")]
    [InlineData("update erp_export.run set mode = 'detail'", "erp-runs", "run: books run 1: expected")]
    [InlineData("update erp_export.run set mapping_version = 'v9'", "erp-runs", "run: books run 1: expected")]
    [InlineData("update erp_export.run set run_id = gen_random_uuid()", "erp-runs erp-payloads", "run: books run 1: expected")]
    [InlineData("update erp_export.run set excluded = '{7,7}'", "erp-runs", "run: books run 1: expected 1 entries excluded, found 2 entries excluded")]
    [InlineData("update erp_export.run set excluded = '{6}'", "erp-coverage", "excluded entry: books run 1, position 6: expected no live document, found one")]
    [InlineData("update erp_export.document set date = date + 1 where reference = 'LDG000001-00001'", "erp-payloads", "document: books, LDG000001-00001: expected")]
    [InlineData("update erp_export.document set company = '2' where reference = 'LDG000001-00001'", "erp-payloads", "document: books, LDG000001-00001: expected")]
    [InlineData(
        "update erp_export.document_line set sha256 = sha256('') where line_no = 1 and reference = 'LDG000001-00001'",
        "erp-payloads", "line: books, LDG000001-00001, line 1: expected")]
    [InlineData(
        """
        with gone as (delete from erp_export.document_line where reference = 'LDG000001-00002')
        delete from erp_export.document where reference = 'LDG000001-00002'
        """,
        "erp-coverage erp-totals erp-standings", "entry in no document: books run 1")]
    [InlineData(
        """
        with gone as (delete from erp_export.document_line where reference = 'LDG000001-00002'),
            forged as (
                insert into erp_export.run_exclusion
                select distinct 'books', 1, l.ledger_account, e.booking_date
                from erp_export.document_line l join erp_export.entry e on e.position = any(l.positions)
                where l.reference = 'LDG000001-00002')
        delete from erp_export.document where reference = 'LDG000001-00002'
        """,
        "erp-coverage erp-standings", "excluded entry: books run 1, position")]
    [InlineData(
        """
        insert into erp_export.finding (target, erp_id, version, reason, detail, found_at, lines)
        values ('books', 'F9', '1', 'FOREIGN', 'forged', now(), '[{"account":"1150-C","side":"Debit","minorUnits":9,"currency":"EUR"}]')
        """,
        "erp-findings", "finding: books, F9: expected nothing, found FOREIGN, forged: 1150-C Debit 9 EUR")]
    [InlineData("delete from erp_export.finding", "erp-findings", "finding: books, F1: expected FOREIGN, somebody moved 1150-C: 1, 1150-C Debit 250 EUR, found nothing")]
    [InlineData(
        """update erp_export.finding set lines = replace(lines::text, '250', '251')::jsonb""",
        "erp-findings", "finding: books, F1: expected FOREIGN, somebody moved 1150-C: 1, 1150-C Debit 250 EUR, found")]
    [InlineData("update erp_export.finding set counts = false", "erp-findings", "finding: books, F1: expected open, found open, undone")]
    [InlineData(
        "update erp_export.finding set closed_at = now(), closed_by = 'eve', close_reason = 'nothing'",
        "erp-findings", "finding: books, F1: expected open, found closed by eve: nothing")]
    public async Task Damage_to_the_export_is_found(string damage, string checks, string? difference)
    {
        await using var day = await ExportedDay.OpenAsync();
        var documents = await day.CutAsync();
        await day.MoveAsync(documents[0], DocumentState.Sending, step => step with { IsAttempt = true });
        await FindAsync(day, "F1");
        await day.ProveAsync();

        Assert.True(await day.DamageAsync(damage) > 0);

        var report = await day.VerifyAsync();
        Assert.Equal(checks, string.Join(' ', report.Checks.Where(check => !check.Ok).Select(check => check.Name)));
        Assert.StartsWith(difference ?? "", report.FirstDifference!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_taken_out_without_a_trace_in_the_tables_is_found()
    {
        await using var day = await ExportedDay.OpenAsync();
        await day.CutAsync();
        await day.DamageAsync("delete from erp_export.document_line");
        await day.DamageAsync("delete from erp_export.document");
        await day.DamageAsync("delete from erp_export.run_exclusion");
        await day.DamageAsync("delete from erp_export.run");
        await day.DamageAsync("update erp_export.target set run_number = 0, cut_to = 0");

        var report = await day.VerifyAsync();

        Assert.Equal(
            ["erp-runs", "erp-standings"], report.Checks.Where(check => !check.Ok).Select(check => check.Name));
        Assert.StartsWith("run: books run 1: expected", report.FirstDifference!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_is_as_its_events_say_also_when_it_was_closed_and_found_again()
    {
        await using var day = await ExportedDay.OpenAsync();
        await day.CutAsync();
        await FindAsync(day, "F1");
        await FindAsync(day, "F2");
        var desk = new TargetDesk(day.Writer, "ada", TimeProvider.System);
        await desk.CloseAsync("books", "F1", "reversed", undone: true, Ct);
        await desk.CloseAsync("books", "F2", "agreed", undone: false, Ct);
        await FindAsync(day, "F1", version: "2");
        await day.ProveAsync();

        await day.DamageAsync("update erp_export.finding set counts = true where erp_id = 'F1'");

        var findings = Assert.Single((await day.VerifyAsync()).Checks, check => !check.Ok);
        Assert.Equal(
            "finding: books, F1: expected closed by ada: reversed, undone, found closed by ada: reversed",
            findings.FirstDifference!.ToString());
    }

    static Task FindAsync(ExportedDay day, string erpId, string version = "1") => day.Writer.CommitAsync(
        new ErpMessage.Found(Guid.CreateVersion7(), "books", erpId, version, "somebody moved 1150-C")
        {
            Company = "1",
            Lines = [new ErpDocumentLine("1150-C", Side.Debit, new Money(250, Currency.Parse("EUR")))],
        },
        Ct);

    [Fact]
    public async Task An_entry_in_two_live_documents_is_found()
    {
        await using var day = await ExportedDay.OpenAsync();
        await day.CutAsync();
        await day.DamageAsync(
            """
            with copied as (
                insert into erp_export.document select target, 'LDG000001-00009', run_number, 9, company, date, payload, payload_hash, positions,
                    generation, version, state from erp_export.document where reference = 'LDG000001-00002' returning 1)
            select 1 from copied
            """.Replace("version, state from", "version, state, attempt, null, null, null, null, null, null, null, null, null, null, null, changed_at from", StringComparison.Ordinal));
        await day.DamageAsync(
            """
            insert into erp_export.document_line select target, 'LDG000001-00009', line_no, ledger_account, account, side, currency, minor_units,
                positions, sha256 from erp_export.document_line where reference = 'LDG000001-00002'
            """);

        var coverage = Assert.Single((await day.VerifyAsync()).Checks, check => check.Name == "erp-coverage");

        Assert.Contains("LDG000001-00002 and LDG000001-00009", coverage.FirstDifference!.ToString(), StringComparison.Ordinal);
    }

    // R-ERP-26.
    [Fact]
    public async Task A_trace_ends_in_the_ERPs_document_number_and_finds_it_by_that()
    {
        await using var day = await ExportedDay.OpenAsync();
        var before = Assert.Single(await ExportsAsync(day, "pi_kwd"));
        var documents = await day.CutAsync();
        var dinars = documents.Single(kept => kept.Document.Currencies.Any(currency => currency.Code == "KWD"));
        await day.PostAsync(dinars);

        var after = Assert.Single(await ExportsAsync(day, "pi_kwd"));

        Assert.Equal(("books", "not cut yet", null), (before.Target, before.State, before.Reference));
        Assert.Equal(
            ("books", 1L, dinars.Standing.Reference.Value, "posted", "GL001", dinars.Document.Date),
            (after.Target, after.RunNumber!.Value, after.Reference, after.State, after.ErpNumber, after.PostedDate!.Value));
        Assert.Equal("excluded", Assert.Single(await ExportsAsync(day, "pi_memo")).State);
        foreach (var name in new[] { "GL001", dinars.Standing.Reference.Value })
        {
            var report = await TraceAsync(day, name);
            Assert.Equal(["ERP document"], report!.FoundAs);
            Assert.Equal([SampleDay.Euro, SampleDay.Dinar], report.Streams.Select(stream => stream.StreamId));
        }
    }

    [Fact]
    public async Task A_trace_without_an_export_says_nothing_of_it()
    {
        await using var day = await ExportedDay.OpenAsync();

        var report = await new Trace(day.Books.Journal, day.Books.Evidence, ReportingDatabase.Chart) { Erp = new(day.Source, "elsewhere") }
            .FindAsync("pi_kwd", Ct);

        Assert.All(report!.Streams.SelectMany(stream => stream.Facts).SelectMany(fact => fact.Records), record => Assert.Empty(record.Entry!.Exports));
    }

    static Task<TraceReport?> TraceAsync(ExportedDay day, string id) =>
        new Trace(day.Books.Journal, day.Books.Evidence, ReportingDatabase.Chart) { Erp = day.Export }.FindAsync(id, Ct);

    static async Task<IReadOnlyList<TracedExport>> ExportsAsync(ExportedDay day, string id)
    {
        await day.DamageAsync("insert into erp_export.target (target) values ('books') on conflict do nothing");
        return [.. (await TraceAsync(day, id))!.Streams.SelectMany(stream => stream.Facts).SelectMany(fact => fact.Records)
            .SelectMany(record => record.Entry?.Exports ?? [])];
    }
}
