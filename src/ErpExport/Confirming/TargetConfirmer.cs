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
/// R-PL-13). Goes by the ERP's clock but never beyond ours, reads an overlap again, and moves its mark only when a page is kept.
/// </summary>
sealed class TargetConfirmer(
    ErpTarget target, IErpAdapter adapter, ErpMapping mapping, ErpReads reads, ErpWriter writer, StepWriter steps,
    NpgsqlDataSource source, string schema, TimeProvider time, ILogger logger)
{
    const int MissingPage = 50;

    readonly ErpCapabilities _can = adapter.Capabilities;

    /// <summary>Documents that the page at hand has moved: the original and its copy may stand in one.</summary>
    readonly Dictionary<string, KeptDocument> _moved = new(StringComparer.Ordinal);

    readonly FindingRecorder _findings =
        new(target, adapter.Capabilities.OursAlone, mapping, writer, source, schema, time, logger);

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

    async Task ReadChangesAsync(DateTimeOffset? kept, CancellationToken ct)
    {
        // A mark later than now would hide everything until then, so none is kept; where one was, all is read again.
        var watermark = kept > time.GetUtcNow() ? null : kept;
        var since = watermark - _can.ChangesOverlap;
        await foreach (var page in adapter.ReadChangesAsync(since, ct))
        {
            await TakeAsync(page.Changed, ct);
            var through = page.Through is { } told && time.GetUtcNow() is var now && told > now ? now : page.Through;
            watermark = through > watermark || watermark is null ? through : watermark;
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
        _moved.Clear();
        foreach (var there in changed)
        {
            // Its id says what it is, whatever stands in its reference by now.
            if ((byId[there.ErpId].FirstOrDefault() ?? (there.Reference is { } text ? ours.GetValueOrDefault(text) : null)) is { } kept)
            {
                await CompareAsync(_moved.GetValueOrDefault(kept.Standing.Reference.Value, kept), there, ct);
            }
            else
            {
                await _findings.ForeignAsync(there, ct);
            }
        }
    }

    async Task CompareAsync(KeptDocument kept, ErpDocument there, CancellationToken ct)
    {
        var standing = kept.Standing;
        if (!DocumentMoves.IsPosted(standing.State))
        {
            // What is on its way the sender finds out; what waits for a person, or never was to go there, it does not look at.
            if (there.State == ErpDocumentState.Posted
                && standing.State is DocumentState.Superseded or DocumentState.Held or DocumentState.Rejected)
            {
                await _findings.UnaskedAsync(standing, there, ct);
            }

            return;
        }

        var isOther = standing.ErpId is { } id && id != there.ErpId;
        var isUnsure = standing is { State: DocumentState.Mismatch, Reason: ErpReason.Duplicate or ErpReason.Missing };
        if (isUnsure || (isOther && there.State == ErpDocumentState.Posted))
        {
            // Whether there is one, several or none is not to be seen by looking at one of them.
            await LookUpAsync(kept, isOther ? null : there, ct);
        }
        else if (!isOther)
        {
            await ConcludeAsync(kept, Comparison.Of(kept.Document, there), there, ct);
        }
    }

    /// <summary>Concludes from all that lies under the reference.</summary>
    /// <param name="kept">The document.</param>
    /// <param name="told">What the changes tell of it; null when they tell of another one.</param>
    /// <param name="ct">Stops asking.</param>
    /// <returns>False when nothing lies there.</returns>
    async Task<bool> LookUpAsync(KeptDocument kept, ErpDocument? told, CancellationToken ct)
    {
        var standing = kept.Standing;
        switch (Copies.Counting(await adapter.FindAsync(kept.Document, ct), standing.ErpId))
        {
            case []:
                // Not to be found, though the changes tell it: only a difference is believed.
                if (told is not null && Comparison.Of(kept.Document, told) is { } differs)
                {
                    await ConcludeAsync(kept, differs, told, ct);
                }

                return false;
            case [var one] when standing.ErpId is { } known && known != one.ErpId:
                // A mismatch already says what became of the one that was posted.
                if (standing.State != DocumentState.Mismatch)
                {
                    await ConcludeAsync(kept, Copies.Stranger(one, standing.ErpNumber ?? known), null, ct);
                }

                return true;
            case [var one]:
                await ConcludeAsync(kept, Comparison.Of(kept.Document, one), one, ct);
                return true;
            case var several:
                await ConcludeAsync(kept, Copies.Several(several), null, ct);
                return true;
        }
    }

    async Task ConcludeAsync(KeptDocument kept, ErpRefusal? differs, ErpDocument? there, CancellationToken ct)
    {
        var standing = kept.Standing;
        var to = differs is null ? DocumentState.Confirmed : DocumentState.Mismatch;
        // Confirmed with a reason: a person has accepted this very difference.
        var told = standing.Reason == differs?.Reason && standing.Detail == differs?.Detail;
        if ((told && standing.State == to) || (standing.State == DocumentState.Confirmed && (told || differs is null)))
        {
            return;
        }

        var after = await steps.TakeAsync(
            kept, to,
            step => step with
            {
                Why = differs,
                ErpId = standing.ErpId ?? there?.ErpId,
                ErpNumber = there?.Number,
                PostedDate = there?.Date,
            },
            ct);
        if (after is not null)
        {
            _moved[standing.Reference.Value] = after;
        }
    }

    /// <summary>What should have been seen by now is looked up by itself.</summary>
    async Task FindMissingAsync(CancellationToken ct)
    {
        var overdue = await reads.InStatesAsync(
            target.Name, [DocumentState.Posted], time.GetUtcNow() - target.MissingAfter, MissingPage, ct);
        foreach (var kept in overdue)
        {
            if (!await LookUpAsync(kept, null, ct))
            {
                await ConcludeAsync(
                    kept,
                    new ErpRefusal(
                        ErpReason.Missing, $"Posted {kept.Standing.ChangedAt:O} by the ERP's word, and not to be found there."),
                    null, ct);
            }
        }
    }

    async Task KeepMarkAsync(DateTimeOffset? watermark, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            update {schema}.target set
                watermark = coalesce($2, case when watermark <= $3 then watermark end), read_at = $3
            where target = $1
            """);
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
