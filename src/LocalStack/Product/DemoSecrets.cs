using System.Security.Cryptography;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers;

namespace Ledger.LocalStack.Product;

/// <summary>The secrets of a local stack: random, made once, in files that only their owner reads.</summary>
static class DemoSecrets
{
    /// <summary>Makes the gateway's file unless it is there: two live secrets, so that rotation can be tried.</summary>
    public static void Ensure(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PrivateFile.Write(path, $$"""
            {
              "stripe": {
                "endpoints": {
                  "default": {
                    "account": "acct_demo",
                    "secrets": ["whsec_{{RandomText.Hex(48)}}", "whsec_{{RandomText.Hex(48)}}"],
                    "toleranceSeconds": 300,
                    "currencyExponents": { "UGX": 0 }
                  }
                }
              }
            }

            """);
    }

    /// <summary>Makes a file with one password unless it is there.</summary>
    /// <returns>The password.</returns>
    public static string EnsurePassword(string path) => Ensure(path, RandomText.Password);

    /// <summary>Makes a file with a key of 32 bytes, in base64, unless it is there.</summary>
    public static void EnsureKey(string path) => Ensure(path, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

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
