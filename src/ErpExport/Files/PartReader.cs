using System.Security.Cryptography;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Files;

/// <summary>Reads what lies in the folder, and compares it with what was written there.</summary>
sealed class PartReader(IRunFormat format, RunFolder folder)
{
    (string Name, FileStamp Stamp, string Sha256, ILookup<string, FiledDocument> Documents)? _last;

    /// <summary>SHA-256 of a file, lower-case hex.</summary>
    public static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>
    /// All documents of a part as they are now, in their order, without holding them; then those that were written and are not to be
    /// found or not to be read, as deleted.
    /// </summary>
    public IEnumerable<(FiledDocument? Filed, ErpDocument Told)> Read(RunPart part, DateTimeOffset changedAt)
    {
        var path = folder.PathOf(part.Name);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var version = "gone";
        if (FileStamp.Of(path) is not null)
        {
            version = Hash(path);
            using var text = File.OpenText(path);
            foreach (var filed in format.Read(text))
            {
                yield return (filed, Told(part, filed, filed.Reference is { } r && !seen.Add(r), version, changedAt));
            }
        }

        foreach (var lost in part.References.SelectMany(range => range.All()).Where(reference => !seen.Contains(reference)))
        {
            yield return (null, new ErpDocument
            {
                ErpId = $"{part.Name}#{lost}",
                Reference = lost,
                State = ErpDocumentState.Deleted,
                Version = version,
                ModifiedAt = changedAt,
            });
        }
    }

    /// <summary>
    /// The documents that stand in a part under a reference now. The part that was asked for last is kept, since questions come in the
    /// order of the documents.
    /// </summary>
    public IReadOnlyList<ErpDocument> Find(RunPart part, string reference)
    {
        var path = folder.PathOf(part.Name);
        if (FileStamp.Of(path) is not { } stamp)
        {
            return [];
        }

        if (_last is not { } last || last.Name != part.Name || last.Stamp != stamp)
        {
            using var text = File.OpenText(path);
            var documents = format.Read(text).Where(filed => filed.Reference is not null).ToLookup(
                filed => filed.Reference!, StringComparer.Ordinal);
            _last = last = (part.Name, stamp, Hash(path), documents);
        }

        return [.. last.Documents[reference].Select((filed, n) => Told(part, filed, n > 0, last.Sha256, stamp.ChangedAt))];
    }

    static ErpDocument Told(RunPart part, FiledDocument filed, bool again, string version, DateTimeOffset changedAt) => new()
    {
        ErpId = filed.Reference is null || again ? $"{part.Name}#line{filed.At}" : $"{part.Name}#{filed.Reference}",
        Number = part.Name,
        Reference = filed.Reference,
        State = ErpDocumentState.Posted,
        Company = filed.Company,
        Date = filed.Date,
        Lines = [.. filed.Lines.Select(line => line.Line)],
        Details = [.. filed.Lines.Select(line => new ErpLineDetail(line.Party, line.Dimensions, line.Home))],
        Version = version,
        ModifiedAt = changedAt,
    };
}
