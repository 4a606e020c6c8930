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
    /// can, so
    /// that rotation can be tried, and the address of its simulated API. What stands there already stays.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="simulators">Where the simulated APIs listen.</param>
    /// <param name="apiKey">The key that they let in.</param>
    public static void Ensure(string path, Uri simulators, string apiKey)
    {
        var before = File.Exists(path) ? File.ReadAllText(path) : "{}";
        var file = JsonNode.Parse(before)!.AsObject();
        foreach (var (provider, endpoint) in DemoProviders.Endpoints(apiKey))
        {
            file[provider] ??= new JsonObject { ["endpoints"] = new JsonObject { ["default"] = endpoint } };
            if (endpoint["api"] is { } api && file[provider]!["endpoints"]?["default"] is JsonObject standing)
            {
                standing["confirm"] ??= "always";
                standing["api"] = api.DeepClone();
                standing["api"]!["url"] = new Uri(simulators, provider).ToString();
            }
        }

        var text = file.ToJsonString(Readable) + "\n";
        if (text != before)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            PrivateFile.Write(path, text);
        }
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
