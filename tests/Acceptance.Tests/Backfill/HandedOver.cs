using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ledger.Acceptance.Tests.Backfill;

/// <summary>Writes files with their manifests, as whoever hands them over does.</summary>
static class HandedOver
{
    public const string Header = "event_type,event_id,invoice_id,amount_minor,currency_code,gateway_fee_minor,occurred_at,payment_id\n";

    /// <summary>A folder of deliveries; a body with headers has them beside it.</summary>
    public static string Folder(RunningBackfill running, params (string Name, byte[] Body, IReadOnlyDictionary<string, string>? Headers)[] deliveries) =>
        Folder(running.Folder, "2026-11-01T10:00:05Z", deliveries);

    /// <summary>The same somewhere, received at some time.</summary>
    public static string Folder(
        string parent, string receivedAt, params (string Name, byte[] Body, IReadOnlyDictionary<string, string>? Headers)[] deliveries)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, "deliveries")).FullName;
        foreach (var (name, body, headers) in deliveries)
        {
            File.WriteAllBytes(Path.Combine(folder, name), body);
            if (headers is not null)
            {
                File.WriteAllText(
                    Path.Combine(folder, $"{name}.headers.json"),
                    JsonSerializer.Serialize(new { receivedAt, headers }));
            }
        }

        WriteManifest(Path.Combine(folder, "manifest.json"), deliveries.Length, Directory.GetFiles(folder));
        return folder;
    }

    /// <summary>A file of rows of 100 minor units of EUR each, with a manifest.</summary>
    public static string Rows(RunningBackfill running, string name, IReadOnlyList<string> rows, int amountMinor, int? count = null)
    {
        var path = Path.Combine(running.Folder, name);
        File.WriteAllText(path, Header + string.Concat(rows.Select(row => row + "\n")));
        WriteManifest($"{path}.manifest.json", count ?? rows.Count, [path], amountMinor);
        return path;
    }

    static void WriteManifest(string path, int count, string[] files, int? amountMinor = null)
    {
        var manifest = new Dictionary<string, object>
        {
            ["count"] = count,
            ["files"] = files.Where(file => file != path).Select(file => new
            {
                name = Path.GetFileName(file),
                bytes = new FileInfo(file).Length,
                sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
            }),
        };
        if (amountMinor is { } amount)
        {
            manifest["totals"] = new Dictionary<string, object> { ["EUR"] = new { amountMinor = amount, gatewayFeeMinor = 0 } };
        }

        File.WriteAllText(path, JsonSerializer.Serialize(manifest));
    }

    /// <summary>A captured payment of 100 minor units.</summary>
    public static string Row(int n, string at = "2026-11-01T10:00:00Z", int amount = 100) =>
        string.Create(CultureInfo.InvariantCulture, $"payment.captured,row-{n},inv-{n},{amount},EUR,0,{at},pay-{n}");
}
