using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.ErpExport.Confirming;

/// <summary>
/// Reads back what the ERP holds: each posted document ends as confirmed or as a mismatch, and stays watched (R-PL-01 to R-PL-05,
/// R-PL-13). Goes by the ERP's clock, reads an overlap again, and moves its mark only when a page is kept.
/// </summary>
sealed class TargetConfirmer(
    ErpTarget target, IErpAdapter adapter, ErpMapping mapping, ErpReads reads, ErpWriter writer, StepWriter steps,
    NpgsqlDataSource source, string schema, TimeProvider time, ILogger logger)
{
    const int MissingPage = 50;

    readonly ErpCapabilities _can = adapter.Capabilities;

    /// <summary>Reads changes if it is time, or if something was posted that is not confirmed yet.</summary>
    /// <returns>True when it read.</returns>
    /// <exception cref="ErpAwayException">The ERP cannot be asked.</exception>
    public async Task<bool> ConfirmDueAsync(CancellationToken ct)
    {
        if (_can.ChangesLookBack == TimeSpan.Zero)
        {
            return false;
        }

        var standing = await reads.TargetAsync(target.Name, ct);
        if (standing.ReadAt is { } last && time.GetUtcNow() - last < target.ConfirmEvery)
        {
            return false;
        }

        await ReadChangesAsync(standing.Watermark, ct);
        await FindMissingAsync(ct);
        return true;
    }

    async Task ReadChangesAsync(DateTimeOffset? watermark, CancellationToken ct)
    {
        var since = watermark - _can.ChangesOverlap;
        await foreach (var page in adapter.ReadChangesAsync(since, ct))
        {
            await TakeAsync(page.Changed, ct);
            watermark = page.Through > watermark || watermark is null ? page.Through : watermark;
            await KeepMarkAsync(watermark, ct);
        }

        await KeepMarkAsync(watermark, ct);
    }

    async Task TakeAsync(IReadOnlyList<ErpDocument> changed, CancellationToken ct)
    {
        string[] references = [.. changed.Select(there => there.Reference).OfType<string>().Where(DocumentReference.IsReference)
            .Distinct()];
        var ours = (await reads.ByReferenceAsync(target.Name, references, ct))
            .ToDictionary(kept => kept.Standing.Reference.Value, StringComparer.Ordinal);
        var byId = (await reads.ByErpIdAsync(target.Name, [.. changed.Select(there => there.ErpId)], ct))
            .ToLookup(kept => kept.Standing.ErpId, StringComparer.Ordinal);
        foreach (var there in changed)
        {
            // Its id says what it is, whatever stands in its reference by now.
            if ((byId[there.ErpId].FirstOrDefault() ?? (there.Reference is { } text ? ours.GetValueOrDefault(text) : null)) is { } kept)
            {
                await CompareAsync(kept, there, ct);
            }
            else
            {
                await TakeForeignAsync(there, ct);
            }
        }
    }

    async Task CompareAsync(KeptDocument kept, ErpDocument there, CancellationToken ct)
    {
        var standing = kept.Standing;
        if (!DocumentMoves.IsPosted(standing.State))
        {
            return; // Still on its way: the sender finds out.
        }

        var differs = standing.ErpId is { } id && id != there.ErpId
            ? there.State is ErpDocumentState.Posted
                ? new ErpRefusal(ErpReason.Duplicate,
                    $"The ERP has {there.Number ?? there.ErpId} beside {standing.ErpNumber ?? id} for it.")
                : null
            : Comparison.Of(kept.Document, there);
        if (differs is null && standing.ErpId is { } own && own != there.ErpId)
        {
            return; // A deleted or reversed copy of it.
        }

        var to = differs is null ? DocumentState.Confirmed : DocumentState.Mismatch;
        // Confirmed with a reason: a person has accepted this very difference.
        var told = standing.Reason == differs?.Reason && standing.Detail == differs?.Detail;
        if ((told && standing.State == to) || (standing.State == DocumentState.Confirmed && (told || differs is null)))
        {
            return;
        }

        await steps.TakeAsync(
            kept, to,
            step => step with
            {
                Why = differs,
                ErpId = standing.ErpId ?? there.ErpId,
                ErpNumber = there.Number,
                PostedDate = there.Date,
            },
            ct);
    }

    /// <summary>What others post on accounts that only we may move.</summary>
    async Task TakeForeignAsync(ErpDocument there, CancellationToken ct)
    {
        var owned = there.Lines.Where(line => mapping.Owns(line.Account)).ToList();
        if (there.State is not (ErpDocumentState.Posted or ErpDocumentState.Reversed) || owned.Count == 0)
        {
            return;
        }

        var detail = $"{there.Number ?? there.ErpId} of {there.Date:yyyy-MM-dd} is not ours and moves "
            + string.Join(", ", owned.Select(line => $"{line.Account} {line.Side.ToString().ToLowerInvariant()} {line.Amount}")) + ".";
        if (await IsNewAsync(there, ct))
        {
            await writer.CommitAsync(
                new ErpMessage.Found(Guid.CreateVersion7(time.GetUtcNow()), target.Name, there.ErpId, there.Version, detail)
                {
                    Company = there.Company,
                    Date = there.Date,
                    Lines = owned,
                },
                ct);
            logger.ForeignFound(target.Name, there.ErpId);
        }
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

    /// <summary>What should have been seen by now is looked up by itself.</summary>
    async Task FindMissingAsync(CancellationToken ct)
    {
        var overdue = await reads.InStatesAsync(
            target.Name, [DocumentState.Posted], time.GetUtcNow() - target.MissingAfter, MissingPage, ct);
        foreach (var kept in overdue)
        {
            switch (await adapter.FindAsync(kept.Document, ct))
            {
                case FindResult.Posted { Document: var there }:
                    await CompareAsync(kept, there, ct);
                    break;
                case FindResult.Multiple { Documents: var several }:
                    await MismatchAsync(kept, ErpReason.Duplicate, $"The ERP has {several.Count} documents of it.", ct);
                    break;
                default:
                    await MismatchAsync(
                        kept, ErpReason.Missing, $"Posted {kept.Standing.ChangedAt:O} by the ERP's word, and not to be found there.", ct);
                    break;
            }
        }
    }

    Task<KeptDocument?> MismatchAsync(KeptDocument kept, ErpReason reason, string detail, CancellationToken ct) => steps.TakeAsync(
        kept, DocumentState.Mismatch, step => step with { Why = new ErpRefusal(reason, detail) }, ct);

    async Task KeepMarkAsync(DateTimeOffset? watermark, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"update {schema}.target set watermark = coalesce($2, watermark), read_at = $3 where target = $1");
        command.Parameters.Add(ErpColumns.Text(target.Name));
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = watermark?.UtcDateTime ?? (object)DBNull.Value,
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz,
        });
        command.Parameters.Add(ErpColumns.Moment(time.GetUtcNow()));
        await command.ExecuteNonQueryAsync(ct);
    }
}
