using System.Text;
using System.Text.Json.Nodes;
using Ledger.TestKit;

namespace Ledger.Acceptance.Tests.Conformance;

/// <summary>Webhooks of each provider that nobody here wrote; a test that asks for them is skipped, visibly, where they are absent.</summary>
static class PublicPayloads
{
    /// <summary>The bodies of a provider's webhooks: XML of Braintree, before it is put into a form.</summary>
    internal static IReadOnlyList<byte[]> Of(string provider) =>
    [
        .. Directory.EnumerateFiles(
                SharedData.Locate("webhooks/" + provider), provider == "braintree" ? "*.xml" : "*.json", SearchOption.AllDirectories)
            .Where(file => provider != "stripe" || !file.Contains("/vectors/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(file => provider == "stripe" ? Named(file) : File.ReadAllBytes(file)).OfType<byte[]>(),
    ];

    /// <summary>A message of its own: the public ones share one made-up event id. Null for a file that is no event.</summary>
    static byte[]? Named(string file)
    {
        if (JsonNode.Parse(File.ReadAllBytes(file)) is not JsonObject body || (string?)body["object"] != "event")
        {
            return null;
        }

        body["id"] = "evt_" + Path.GetFileNameWithoutExtension(file).Replace('.', '_');
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
