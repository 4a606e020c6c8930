using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Evidence.Keeping;

namespace Ledger.Cli.Archive;

/// <summary><c>ledger archive stats</c>: what lies in the archive, month by month.</summary>
static class StatsCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build() => new Command("stats", "Deliveries, bytes, keys and holds of each month.").Runs(async (context, ct) =>
    {
        await using var books = new ArchiveBooks(context);
        var months = new ArchiveMonths(books.Source, ArchiveBooks.Schema);
        var found = new List<MonthStatistics>();
        foreach (var month in await months.ListAsync(ct))
        {
            found.Add(await months.CountAsync(month, ct));
        }

        if (context.Output.IsJson)
        {
            context.Output.Json(found, ArchiveJson.Default.IReadOnlyListMonthStatistics);
        }

        var table = new TextTable(
            "Month", ">Deliveries", ">Bodies", ">Raw bytes", ">Stored bytes", ">Per body", ">On disk", ">Per delivery", ">Unsealed",
            ">Keys", ">Destroyed", ">Holds");
        foreach (var month in found)
        {
            table.Row(
                $"{month.Month:yyyy-MM}", $"{month.Deliveries:N0}", $"{month.Bodies:N0}", $"{month.RawBytes:N0}", $"{month.StoredBytes:N0}",
                $"{month.StoredPerBody:N0}", $"{month.DiskBytes:N0}", $"{month.BytesPerDelivery:N0}", $"{month.Unsealed:N0}",
                $"{month.Keys}", $"{month.DestroyedKeys}", $"{month.Holds}");
        }

        context.Output.Table(table);
        return ExitCode.Ok;
    });
}
