using System.Security.Cryptography;
using System.Text.Json;

namespace Ledger.Backfill.Files;

/// <summary>
/// What whoever made the files says they are:
/// <c>{"count":…,"files":[{"name","bytes","sha256"}],"totals":{"EUR":{"amountMinor","gatewayFeeMinor"}}}</c>.
/// Without it, or with one that does not fit, nothing of the files is taken (R-FF-05).
/// </summary>
/// <param name="Count">Deliveries in the folder, or rows in the file.</param>
/// <param name="Files">Every file beside the manifest.</param>
/// <param name="Totals">Sums of the rows by currency; none for a folder.</param>
/// <param name="Sha256">SHA-256 of the manifest itself, lower-case hex.</param>
public sealed record Manifest(
    long Count, IReadOnlyList<ManifestFile> Files, IReadOnlyDictionary<string, ManifestTotal> Totals, string Sha256)
{
    /// <summary>Name of a folder's manifest, and the end of that of a file.</summary>
    public const string FileName = "manifest.json";

    const int FilesMax = 200_000;

    /// <summary>Reads one.</summary>
    /// <exception cref="BackfillRefusedException">It is not there, or says what it must not.</exception>
    public static Manifest Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new BackfillRefusedException(
                BackfillReason.ManifestMissing, $"There is no manifest that can be read at {path}.", missing);
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Of(document.RootElement) with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new BackfillRefusedException(
                BackfillReason.ManifestInvalid, "The manifest is no JSON with 'count' and 'files' of 'name', 'bytes' and 'sha256'.", wrong);
        }
    }

    /// <summary>Requires that the files of a folder are those of the manifest, no more, no fewer, byte for byte.</summary>
    /// <exception cref="BackfillRefusedException">They are not.</exception>
    public void Require(string folder, IReadOnlyCollection<string> present)
    {
        var listed = Files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in present.Where(name => !listed.Contains(name)).Take(1))
        {
            throw Differs($"{name} is not in the manifest");
        }

        foreach (var file in Files)
        {
            if (!present.Contains(file.Name))
            {
                throw Differs($"{file.Name} is in the manifest, and not there");
            }

            using var stream = File.OpenRead(Path.Combine(folder, file.Name));
            if (stream.Length != file.Bytes)
            {
                throw Differs($"{file.Name} has {stream.Length} bytes, the manifest says {file.Bytes}");
            }

            if (!Convert.ToHexStringLower(SHA256.HashData(stream)).Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw Differs($"{file.Name} has another SHA-256 than the manifest says");
            }
        }
    }

    /// <summary>Requires the count.</summary>
    /// <exception cref="BackfillRefusedException">It is another.</exception>
    public void RequireCount(long found, string what)
    {
        if (found != Count)
        {
            throw Differs($"there are {found} {what}, the manifest says {Count}");
        }
    }

    static BackfillRefusedException Differs(string what) => new(BackfillReason.ManifestDiffers, $"The files are others: {what}.");

    static Manifest Of(JsonElement root)
    {
        var files = root.GetProperty("files").EnumerateArray().Select(file => new ManifestFile(
            file.GetProperty("name").GetString()!, file.GetProperty("bytes").GetInt64(), file.GetProperty("sha256").GetString()!)).ToList();
        if (files.Count is 0 or > FilesMax || files.DistinctBy(file => file.Name).Count() != files.Count
            || files.Exists(file => file.Name is null or "" or "." or ".." || Path.GetFileName(file.Name) != file.Name
                || file.Sha256 is not { Length: 64 }))
        {
            throw new FormatException("Files must be named once each, without a folder, and with their SHA-256.");
        }

        var totals = new Dictionary<string, ManifestTotal>(StringComparer.Ordinal);
        if (root.TryGetProperty("totals", out var stated))
        {
            foreach (var currency in stated.EnumerateObject())
            {
                totals[currency.Name] = new ManifestTotal(
                    currency.Value.GetProperty("amountMinor").GetDecimal(), currency.Value.GetProperty("gatewayFeeMinor").GetDecimal());
            }
        }

        return new Manifest(root.GetProperty("count").GetInt64(), files, totals, "");
    }
}

/// <summary>One file of a manifest.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, in hex.</param>
public sealed record ManifestFile(string Name, long Bytes, string Sha256);

/// <summary>Control totals of one currency, in minor units.</summary>
/// <param name="AmountMinor">Sum of <c>amount_minor</c>.</param>
/// <param name="GatewayFeeMinor">Sum of <c>gateway_fee_minor</c>.</param>
public sealed record ManifestTotal(decimal AmountMinor, decimal GatewayFeeMinor);
