using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers;

namespace Ledger.LocalStack.Product;

/// <summary>The secrets of a local stack: random, made once, in files that only their owner reads.</summary>
static class DemoSecrets
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>
    /// Makes the file of endpoints, or brings one of an older build up to date: each provider has one, with two live secrets where it
    /// can, so that rotation can be tried, and what leads to its simulator. What stands there already stays.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="simulators">Where the simulated APIs listen.</param>
    /// <param name="apiKey">The key that they let in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">The simulators do not answer.</exception>
    public static async Task EnsureAsync(string path, Uri simulators, string apiKey, CancellationToken cancellationToken)
    {
        var before = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : "{}";
        var file = JsonNode.Parse(before)!.AsObject();
        foreach (var (provider, endpoint) in DemoProviders.Endpoints(apiKey))
        {
            file[provider] ??= new JsonObject { ["endpoints"] = new JsonObject { ["default"] = endpoint } };
            if (file[provider]!["endpoints"]?["default"] is not JsonObject standing)
            {
                continue;
            }

            if (endpoint["api"] is { } api)
            {
                standing["confirm"] ??= "always";
                standing["api"] = api.DeepClone();
                standing["api"]!["url"] = new Uri(simulators, provider).ToString();
            }

            if (endpoint["trustedRoots"] is not null)
            {
                standing["certificateHosts"] = new JsonArray(simulators.Authority);
                standing["trustedRoots"] = new JsonArray(await RootAsync(simulators, provider, cancellationToken));
            }
        }

        var text = file.ToJsonString(Readable) + "\n";
        if (text != before)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            PrivateFile.Write(path, text);
        }
    }

    /// <summary>The root of the certificate by which a simulator signs; another one after each of its starts.</summary>
    static async Task<string> RootAsync(Uri simulators, string provider, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await http.GetStringAsync(new Uri(simulators, $"{provider}/simulator/root"), cancellationToken);
    }

    /// <summary>Makes a file with one password unless it is there.</summary>
    /// <returns>The password.</returns>
    public static string EnsurePassword(string path) => Ensure(path, RandomText.Password);

    /// <summary>Makes a file with a key of 32 bytes, in base64, unless it is there.</summary>
    public static void EnsureKey(string path) => Ensure(path, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Makes a file with one master key of the archive unless it is there: its name, a blank, 32 bytes in base64.</summary>
    public static void EnsureArchiveKeys(string path) =>
        Ensure(path, () => $"local-1 {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}");

    static string Ensure(string path, Func<string> make)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            PrivateFile.Write(path, make() + "\n");
        }

        return File.ReadAllText(path).Trim();
    }
}
