using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.Storage.Tests.ErpExport.Operating;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>R-FF-06, R-FF-09: what the reader of a file has refused goes again by itself; the file that was read stays as it is.</summary>
public sealed class When_the_reader_refuses_a_document_of_a_run
{
    const string Header = "reference,status,document_number,message\r\n";

    [Fact]
    public async Task Each_of_them_goes_again_in_a_file_of_its_own()
    {
        await using var filed = await FiledDay.OpenAsync(ExportedDay.Whole, acknowledged: true);
        await using var process = filed.Start();
        var all = await filed.UntilAsync(all => all.All(one => one.State == DocumentState.Accepted));
        Answer(filed, all[0].Handle!, [.. all.Select((one, n) => n < 2
            ? $"{one.Reference},rejected,,Account is closed" : $"{one.Reference},posted,GL-{n},")]);
        var refused = (await filed.UntilAsync(all => all.Count(one => one.State == DocumentState.Rejected) == 2))
            .Where(one => one.State == DocumentState.Rejected).ToList();
        Assert.All(refused, one => Assert.Equal(ErpReason.RefusedByErp, one.Reason));

        foreach (var one in refused)
        {
            await filed.RetryAsync(one);
            var again = (await filed.UntilAsync(all => all.Any(other => Is(other, one, DocumentState.Accepted))))
                .Single(other => other.Reference == one.Reference);
            Assert.NotEqual(all[0].Handle, again.Handle);
            Answer(filed, again.Handle!, [$"{one.Reference},posted,GL-again,"]);
            await filed.UntilAsync(all => all.Any(other => Is(other, one, DocumentState.Confirmed)));
        }

        await filed.AllPostedAsync();
    }

    static bool Is(DocumentStanding other, DocumentStanding one, DocumentState state) =>
        other.Reference == one.Reference && other.State == state;

    static void Answer(FiledDay filed, string stem, IReadOnlyList<string> rows) => File.WriteAllText(
        Path.Combine(filed.Files.Answers, $"{stem}.ack.csv"), Header + string.Concat(rows.Select(row => $"{row}\r\n")));
}
