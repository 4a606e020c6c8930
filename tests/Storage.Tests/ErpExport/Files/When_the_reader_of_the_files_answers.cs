using Ledger.ErpExport.Adapters;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>R-FF-06 to R-FF-09: what the reader of the files says of each document, and what is refused as a whole.</summary>
public sealed class When_the_reader_of_the_files_answers : IAsyncLifetime
{
    const string Header = "reference,status,document_number,message\r\n";
    const string First = "LDG000007-00001";
    const string Second = "LDG000007-00002";

    readonly RunFiles _files = new("csv", acknowledged: true);
    IErpAdapter _adapter = null!;

    public async ValueTask InitializeAsync()
    {
        _adapter = _files.NewAdapter();
        Assert.All(
            await _files.SubmitAsync(_files.Document(7, 1), _files.Document(7, 2)),
            result => Assert.Equal("gl_0000000007", Assert.IsType<SubmitResult.Accepted>(result).Job.Text));
    }

    public async ValueTask DisposeAsync()
    {
        await _adapter.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Nothing_is_posted_before()
    {
        Assert.IsType<SubmitResult.Accepted>(await ResumeAsync(1));
        Assert.Equal("gl_0000000007", Assert.IsType<FindResult.InWork>(await _adapter.FindAsync(_files.Document(7, 1), RunFiles.Ct)).Job.Text);
        Assert.Empty(await _files.ToldAsync());
    }

    [Fact]
    public async Task What_is_posted_has_its_number_and_what_is_rejected_its_reason_and_the_rest_waits()
    {
        Answer($"{Header}{First},posted,GL-17,\r\n");
        Assert.Equal("GL-17", Assert.IsType<SubmitResult.Posted>(await ResumeAsync(1)).Number);
        Assert.IsType<SubmitResult.Accepted>(await ResumeAsync(2));

        Answer($"{Header}{First},posted,GL-17,\r\n{Second},rejected,,\"Account 2100 is closed, ask \"\"Ann\"\"\"\r\n");

        var refusal = Assert.IsType<SubmitResult.Rejected>(await ResumeAsync(2)).Refusal;
        Assert.Equal((ErpReason.RefusedByErp, "Account 2100 is closed, ask \"Ann\""), (refusal.Reason, refusal.Detail));
        Assert.IsType<FindResult.NotFound>(await _adapter.FindAsync(_files.Document(7, 2), RunFiles.Ct));
        var told = Assert.Single(await _files.ToldAsync());
        Assert.Equal((First, "GL-17"), (told.Reference, told.Number));
    }

    [Fact]
    public async Task Balances_count_only_what_is_posted()
    {
        Answer($"{Header}{First},posted,GL-17,\r\n{Second},rejected,,no\r\n");

        var balance = Assert.Single((await _adapter.ReadBalancesAsync("CH01", ["assets:psp"], null, RunFiles.Ct))!);

        Assert.Equal(10_000, balance.Balance.MinorUnits);
        Assert.Empty((await _adapter.ReadBalancesAsync("CH02", ["assets:psp"], null, RunFiles.Ct))!);
        Assert.Empty((await _adapter.ReadBalancesAsync("CH01", ["assets:psp"], new DateOnly(2026, 3, 14), RunFiles.Ct))!);
    }

    [Fact]
    public async Task A_rejected_document_is_mapped_anew_and_answered_by_itself()
    {
        Answer($"{Header}{First},posted,GL-17,\r\n{Second},rejected,,no\r\n");
        var again = _files.Document(7, 2) with { MappingVersion = "m2" };

        var result = (await _adapter.SubmitAsync(RunFiles.Batch(again) with { Documents = [new Submission(again, 2)] }, RunFiles.Ct))[0];
        Assert.Equal("gl_0000000007-00002-2", Assert.IsType<SubmitResult.Accepted>(result).Job.Text);
        await File.WriteAllTextAsync(
            Path.Combine(_files.Answers, "gl_0000000007-00002-2.ack.csv"), $"{Header}{Second},posted,GL-18,\r\n", RunFiles.Ct);

        Assert.Equal("GL-18", Assert.IsType<FindResult.Posted>(await _adapter.FindAsync(again, RunFiles.Ct)).Document.Number);
    }

    [Theory]
    [InlineData("LDG000007-00003,posted,GL-18,", "Row 3: 'LDG000007-00003' is no reference of this run.")]
    [InlineData("LDG000007-00001,posted,GL-18,", "Row 3: 'LDG000007-00001' stands there a second time.")]
    [InlineData("LDG000007-00002,booked,GL-18,", "Row 3: 'booked' is neither posted nor rejected.")]
    [InlineData("LDG000007-00002,posted,,", "Row 3: A document that is posted has a number.")]
    [InlineData("LDG000007-00002,posted", "Row 3: 2 fields, not 4.")]
    public async Task An_answer_that_makes_no_sense_is_refused_as_a_whole_and_kept(string row, string reason)
    {
        var text = $"{Header}{First},posted,GL-17,\r\n{row}\r\n";
        Answer(text);

        Assert.IsType<SubmitResult.Accepted>(await ResumeAsync(1));

        Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(_files.Answers, "gl_0000000007.ack.csv.refused"), RunFiles.Ct));
        Assert.Equal(
            reason + "\n", await File.ReadAllTextAsync(Path.Combine(_files.Answers, "gl_0000000007.ack.csv.refused.reason.txt"), RunFiles.Ct));
        Answer($"{Header}{First},posted,GL-17,\r\n");
        Assert.IsType<SubmitResult.Posted>(await ResumeAsync(1));
    }

    [Fact]
    public async Task Another_header_is_refused()
    {
        Answer($"reference;status;document_number;message\r\n{First};posted;GL-17;\r\n");

        Assert.IsType<SubmitResult.Accepted>(await ResumeAsync(1));

        Assert.True(File.Exists(Path.Combine(_files.Answers, "gl_0000000007.ack.csv.refused")));
    }

    [Fact]
    public async Task An_answer_without_a_line_end_is_waited_for()
    {
        Answer($"{Header}{First},posted,GL-17,\r\nLDG00007-0000");
        Assert.IsType<SubmitResult.Accepted>(await ResumeAsync(1));
        Assert.True(File.Exists(Path.Combine(_files.Answers, "gl_0000000007.ack.csv")));

        Answer($"{Header}{First},posted,GL-17,");
        _files.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.IsType<SubmitResult.Posted>(await ResumeAsync(1));
    }

    Task<SubmitResult> ResumeAsync(int number) =>
        _adapter.ResumeAsync(_files.Document(7, number), new SubmissionHandle("gl_0000000007"), RunFiles.Ct);

    void Answer(string text) => File.WriteAllText(Path.Combine(_files.Answers, "gl_0000000007.ack.csv"), text);
}
