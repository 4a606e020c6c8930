using System.CommandLine;

namespace Ledger.Cli.Shell;

/// <summary>Options that every command has.</summary>
static class RootOptions
{
    /// <summary>One JSON value on standard output.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print exactly one JSON value on standard output; everything else goes to standard error.",
        Recursive = true,
    };
}
