using System.Globalization;
using System.Text.Json;

namespace Ledger.Backfill.Files;

/// <summary>
/// A folder of raw deliveries: one body in each file, in the order of their names; beside <c>NAME</c> there may be <c>NAME.headers.json</c>
/// with <c>{"receivedAt":…,"headers":{…}}</c>.
/// </summary>
sealed class DeliveryFolder : IItemSource
{
    const string HeadersEnd = ".headers.json";

    /// <summary>Largest body; the gateway's own bound is below it.</summary>
    const long BodyBytesMax = 16 * 1024 * 1024;

    readonly string _folder;
    readonly List<string> _bodies;

    DeliveryFolder(string folder, Manifest manifest, List<string> bodies) => (_folder, Manifest, _bodies) = (folder, manifest, bodies);

    /// <inheritdoc/>
    public string Kind => RunKind.Folder;

    /// <inheritdoc/>
    public Manifest Manifest { get; }

    /// <summary>Checks all of a folder before anything of it is taken.</summary>
    /// <exception cref="BackfillRefusedException">It is not what its manifest says.</exception>
    public static DeliveryFolder Open(string folder, string? manifestPath)
    {
        var path = manifestPath ?? Path.Combine(folder, Manifest.FileName);
        var manifest = Manifest.Read(path);
        var present = Directory.EnumerateFiles(folder).Where(file => Path.GetFullPath(file) != Path.GetFullPath(path))
            .Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal).ToList();
        manifest.Require(folder, present.ToHashSet(StringComparer.Ordinal));
        var bodies = present.Where(name => !name.EndsWith(HeadersEnd, StringComparison.Ordinal)).ToList();
        manifest.RequireCount(bodies.Count, "deliveries");
        if (manifest.Files.FirstOrDefault(file => file.Bytes > BodyBytesMax) is { } large)
        {
            throw new BackfillRefusedException(
                BackfillReason.ManifestInvalid, $"{large.Name} is larger than {BodyBytesMax / 1024 / 1024} MiB.");
        }

        return new DeliveryFolder(folder, manifest, bodies);
    }

    /// <inheritdoc/>
    public IEnumerable<FileItem> Items() => _bodies.Select((name, index) =>
    {
        var item = new FileItem(index + 1, name) { Body = File.ReadAllBytes(Path.Combine(_folder, name)) };
        var headers = Path.Combine(_folder, name + HeadersEnd);
        return File.Exists(headers) ? WithHeaders(item, File.ReadAllBytes(headers)) : item;
    });

    static FileItem WithHeaders(FileItem item, byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var received = DateTimeOffset.Parse(
                root.GetProperty("receivedAt").GetString()!, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
            var headers = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var header in root.GetProperty("headers").EnumerateObject())
            {
                headers[header.Name.ToLowerInvariant()] = header.Value.GetString() ?? "";
            }

            return item with { Headers = headers, ReceivedAt = received };
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
            or ArgumentNullException)
        {
            return item.Reject(RowReason.HeadersRefused, "The file of headers is no JSON with 'receivedAt' and 'headers'.");
        }
    }
}
