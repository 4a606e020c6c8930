using Ledger.ErpExport.Adapters;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>R-FF-05: what a file must not hold is refused before one is written, and does not hold up what is beside it.</summary>
public sealed class Refusals_before_a_file
{
    [Theory]
    [InlineData("csv", "=1+1")]
    [InlineData("csv", "-100")]
    [InlineData("csv", "")]
    [InlineData("csv", "a\nb")]
    [InlineData("hledger", "assets:two  spaces")]
    [InlineData("hledger", "(assets:virtual)")]
    [InlineData("hledger", "assets:")]
    [InlineData("hledger", "assets;x")]
    [InlineData("hledger", "assets\nb")]
    [InlineData("hledger", "assets:psp\n")]
    [InlineData("beancount", "assets:psp")]
    [InlineData("beancount", "Assets")]
    [InlineData("beancount", "Assets:psp")]
    [InlineData("beancount", "Assets:P s p")]
    [InlineData("beancount", "Assets:Psp\n")]
    public async Task An_account_that_the_format_cannot_hold_is_refused_by_name(string kind, string account)
    {
        using var files = new RunFiles(kind);
        var plain = files.Document(7, 1);
        var bad = plain with { Lines = [plain.Lines[0] with { Account = account }, plain.Lines[1]] };
        await using var adapter = files.NewAdapter();

        var results = await files.SubmitAsync(bad, files.Document(7, 2));

        Assert.Equal(ErpReason.FieldInvalid, Assert.Single(adapter.Validate(bad)).Reason);
        Assert.Equal(ErpReason.FieldInvalid, Assert.IsType<SubmitResult.Rejected>(results[0]).Refusal.Reason);
        Assert.IsType<SubmitResult.Posted>(results[1]);
        Assert.Equal("LDG000007-00002", Assert.Single(await files.ToldAsync()).Reference);
    }

    [Fact]
    public async Task A_document_that_is_handed_in_twice_in_one_call_goes_into_no_file()
    {
        using var files = new RunFiles("csv");

        var results = await files.SubmitAsync(files.Document(7, 1), files.Document(7, 2), files.Document(7, 1));

        Assert.Equal(ErpReason.Duplicate, Assert.IsType<SubmitResult.Rejected>(results[0]).Refusal.Reason);
        Assert.Equal(ErpReason.Duplicate, Assert.IsType<SubmitResult.Rejected>(results[2]).Refusal.Reason);
        Assert.Equal("LDG000007-00002", Assert.Single(await files.ToldAsync()).Reference);
    }

    [Fact]
    public async Task A_document_longer_than_a_part_is_refused()
    {
        using var files = new RunFiles("csv", rowsPerPart: 2);
        var plain = files.Document(7, 1);
        await using var adapter = files.NewAdapter();

        Assert.NotEmpty(adapter.Validate(plain with { Lines = [.. plain.Lines, .. plain.Lines] }));
        Assert.Empty(adapter.Validate(plain));
    }

    [Fact]
    public async Task The_columns_are_those_of_the_layout_and_lines_end_as_RFC_4180_says()
    {
        using var files = new RunFiles("csv");
        await files.PostAsync(files.Document(7, 1) with { Memo = "=1+1, \"x\"" });

        Assert.Equal(
            "reference,line,company,journal,date,original_date,account,debit,credit,currency,home_debit,home_credit,home_currency,rate,"
            + "dimensions,party,memo,document_memo,ledger_account,group,entries,first_position,last_position,external_id,mapping_version\r\n"
            + "LDG000007-00001,1,CH01,PSP,2026-03-15,,assets:psp,100.00,,EUR,100.00,,EUR,,center=C1,,Payments of the day,"
            + "\"'=1+1, \"\"x\"\"\",1100,7/1,2,1,2,00000007000700070800000000000001/LDG000007-00001,m1\r\n"
            + "LDG000007-00001,2,CH01,PSP,2026-03-15,,liabilities:wallets,,100.00,EUR,,100.00,EUR,,center=C1,,Payments of the day,"
            + "\"'=1+1, \"\"x\"\"\",2100,7/1,2,1,2,00000007000700070800000000000001/LDG000007-00001,m1\r\n",
            files.Text("gl_0000000007_001.csv"));
    }
}
