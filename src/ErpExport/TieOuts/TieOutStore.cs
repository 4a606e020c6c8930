using Ledger.ErpExport.Storage;
using Npgsql;

namespace Ledger.ErpExport.TieOuts;

/// <summary>Keeps comparisons of balances; the last one of a target counts.</summary>
/// <param name="source">Where the schema lies.</param>
/// <param name="schema">Its name.</param>
public sealed class TieOutStore(NpgsqlDataSource source, string schema)
{
    /// <summary>Keeps a comparison.</summary>
    public async Task KeepAsync(TieOutReport report, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            insert into {schema}.tie_out (target, at, cut_to, through, ties, report) values ($1, $2, $3, $4, $5, $6)
            on conflict (target, at) do nothing
            """);
        command.Parameters.Add(ErpColumns.Text(report.Target));
        command.Parameters.Add(ErpColumns.Moment(report.At));
        command.Parameters.Add(ErpColumns.Number(report.CutTo));
        command.Parameters.Add(ErpColumns.Day(report.Through));
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = report.Ties });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = report.ToUtf8() });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The outcome of the last comparison of a target; null when there was none.</summary>
    public async Task<TieOutSummary?> LastAsync(string target, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"select report from {schema}.tie_out where target = $1 order by at desc limit 1");
        command.Parameters.Add(ErpColumns.Text(target));
        return await command.ExecuteScalarAsync(ct) is byte[] kept ? TieOutReport.Parse(kept).Summary() : null;
    }
}
