using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.ErpExport.Confirming;

/// <summary>Writes down what the ERP holds and no document of ours stands for as posted: each version of it once.</summary>
/// <param name="target">The target.</param>
/// <param name="oursAlone">True when nobody else posts there: then every account is ours.</param>
/// <param name="mapping">Which accounts only we may move.</param>
/// <param name="writer">The way in.</param>
/// <param name="source">Where the export's schema lies.</param>
/// <param name="schema">Its name.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told.</param>
sealed class FindingRecorder(
    ErpTarget target, bool oursAlone, ErpMapping mapping, ErpWriter writer, NpgsqlDataSource source, string schema, TimeProvider time,
    ILogger logger)
{
    /// <summary>What others post on accounts that only we may move.</summary>
    public async Task ForeignAsync(ErpDocument there, CancellationToken ct)
    {
        var owned = there.Lines.Where(line => oursAlone || mapping.Owns(line.Account)).ToList();
        if (there.State is not (ErpDocumentState.Posted or ErpDocumentState.Reversed) || owned.Count == 0)
        {
            return;
        }

        if (await RecordAsync(there, ErpReason.Foreign, null, $"{Name(there)} is not ours and moves {Text(owned)}.", ct))
        {
            logger.ForeignFound(target.Name, there.ErpId);
        }
    }

    /// <summary>What is posted there under a reference that is held, rejected or superseded here: it may be booked twice.</summary>
    public async Task UnaskedAsync(DocumentStanding standing, ErpDocument there, CancellationToken ct)
    {
        var detail = $"{Name(there)} bears the reference {standing.Reference}, which is {standing.State.Word()} here, and moves "
            + $"{Text(there.Lines)}.";
        if (await RecordAsync(there, ErpReason.PostedUnasked, standing, detail, ct))
        {
            logger.PostedUnasked(target.Name, standing.Reference.Value, standing.State.Word(), there.ErpId);
        }
    }

    async Task<bool> RecordAsync(ErpDocument there, ErpReason reason, DocumentStanding? ours, string detail, CancellationToken ct)
    {
        if (!await IsNewAsync(there, ct))
        {
            return false;
        }

        // All its lines: what it moves of accounts that others may move too explains a difference there.
        await writer.CommitAsync(
            new ErpMessage.Found(Guid.CreateVersion7(time.GetUtcNow()), target.Name, there.ErpId, there.Version, detail)
            {
                Reason = reason,
                Reference = ours?.Reference,
                Company = there.Company,
                Date = there.Date,
                Lines = there.Lines,
            },
            ct);
        return true;
    }

    async Task<bool> IsNewAsync(ErpDocument there, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"select not exists (select from {schema}.finding where target = $1 and erp_id = $2 and version = $3)");
        command.Parameters.Add(ErpColumns.Text(target.Name));
        command.Parameters.Add(ErpColumns.Text(there.ErpId));
        command.Parameters.Add(ErpColumns.Text(there.Version));
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    static string Name(ErpDocument there) => $"{there.Number ?? there.ErpId} of {there.Date:yyyy-MM-dd}";

    static string Text(IReadOnlyList<ErpDocumentLine> lines) => lines.Count == 0
        ? "accounts that are not told"
        : string.Join(", ", lines.Select(line => $"{line.Account} {line.Side.ToString().ToLowerInvariant()} {line.Amount}"));
}
