using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.TieOuts;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>Balances of an ERP that keeps its books in the company's own currency are compared at the rates that were sent (design C7).</summary>
public sealed class When_an_ERP_keeps_its_own_currency
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Books_in_the_companys_own_currency_are_compared_at_our_rates()
    {
        await using var day = await ExportedDay.OpenAsync(new MemoryErp(home: "EUR"));
        await When_balances_are_tied_out.PostAllAsync(day);

        var report = await day.TieOut().CompareAsync(null, Ct);

        Assert.True(report.Ties);
        var row = Assert.Single(report.Rows, row => row.Account == "1150-C");
        Assert.Equal(("EUR", TieOutVerdict.Ties), (row.Currency, row.Verdict));
        // -0.35 euro, 12.345 dinars at 3 (37.035, to the even cent) and 700 yen at 0.006 (4.20).
        Assert.Equal(-35 + 3704 + 420, row.Erp);
    }

    [Fact]
    public async Task What_an_ERP_works_out_at_our_rates_itself_may_be_rounded_there()
    {
        await using var day = await ExportedDay.OpenAsync(new MemoryErp(CurrencyMode.OnePerDocument, home: "EUR"));
        await When_balances_are_tied_out.PostAllAsync(day);

        var report = await day.TieOut().CompareAsync(null, Ct);

        Assert.True(report.Ties);
        Assert.All(report.Rows, row => Assert.Equal("EUR", row.Currency));
        // The dinars come to 37.035 euro: a cent more here than there.
        var row = Assert.Single(report.Rows, row => row.Account == "1150-C");
        Assert.Equal((TieOutVerdict.Rounded, -1L, -35 + 3704 + 420), (row.Verdict, row.Difference!.Value, row.Ledger));
        Assert.Contains(report.Rows, row => row.Verdict == TieOutVerdict.Ties);
    }

    [Fact]
    public async Task More_than_an_ERP_may_round_is_unexplained()
    {
        await using var day = await ExportedDay.OpenAsync(new MemoryErp(CurrencyMode.OnePerDocument, home: "EUR"));
        await When_balances_are_tied_out.PostAllAsync(day, more: 5);

        var report = await day.TieOut().CompareAsync(null, Ct);

        Assert.False(report.Ties);
        Assert.Equal(TieOutVerdict.Unexplained, Assert.Single(report.Rows, row => row.Account == "1150-C").Verdict);
    }
}
