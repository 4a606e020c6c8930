using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers;

namespace Ledger.LocalStack.Product;

/// <summary>The secrets file of a local stack: random, made once, two live secrets so that rotation can be tried.</summary>
static class DemoSecrets
{
    /// <summary>Makes the file unless it is there.</summary>
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
}
