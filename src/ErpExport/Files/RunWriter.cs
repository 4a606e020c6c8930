using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Files;

/// <summary>
/// Puts a run into the folder: its parts, then its manifest, then the file that includes all runs. What a crash leaves before the
/// manifest (hidden files, parts) is written anew; what is complete is never written again.
/// </summary>
sealed class RunWriter(IRunFormat format, RunFolder folder)
{
    /// <summary>Writes a run, or finds it there.</summary>
    /// <returns>Its manifest; or why what is there is not this run.</returns>
    public (RunManifest? Manifest, ErpRefusal? Refusal) Write(RunName name, RunPlan plan, CancellationToken ct)
    {
        folder.Ensure();
        if (folder.ReadManifest(name) is { } there)
        {
            return Compare(name, there, plan) is { } refusal ? (null, refusal) : (Indexed(there), null);
        }

        var parts = new List<RunPart>();
        foreach (var (part, documents) in plan.Parts())
        {
            var sha = folder.Write(part.Name, text => format.Write(text, part, documents, ct));
            if (part.Wrapper is { } wrapper)
            {
                folder.Write(wrapper, text => format.WriteWrapper(text, part));
            }

            parts.Add(part with { Sha256 = sha });
        }

        var manifest = plan.ManifestOf(parts);
        ClearLeftovers(name, manifest);
        folder.Flush();
        folder.WriteBytes(name.Manifest, stream => stream.Write(manifest.ToUtf8()));
        folder.Flush();
        return (Indexed(manifest), null);
    }

    // What became of a file since is found by whoever reads it back.
    static ErpRefusal? Compare(RunName name, RunManifest there, RunPlan plan) => there.DocumentsSha256 == plan.DocumentsSha256
        ? null
        : new ErpRefusal(
            ErpReason.ReferenceTaken,
            $"{name.Manifest} is there already with other documents: {there.Documents}, hashed {there.DocumentsSha256}.");

    RunManifest Indexed(RunManifest manifest)
    {
        if (format.Index is { } form)
        {
            new RunIndex(form, folder).Update();
        }

        return manifest;
    }

    // An attempt before may have cut more parts: they would be taken for part of the run by whoever goes by names.
    void ClearLeftovers(RunName name, RunManifest manifest)
    {
        var ours = manifest.Parts.Select(part => part.Name)
            .Concat(manifest.Parts.Select(part => part.Wrapper ?? part.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var file in folder.Names($"{name.Stem}_*").Where(file => !ours.Contains(file)))
        {
            folder.Delete(file);
        }

        foreach (var file in folder.Names($".{name.Stem}*.tmp"))
        {
            folder.Delete(file);
        }
    }
}
