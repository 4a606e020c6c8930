using System.CommandLine;

namespace Ledger.Cli.Backfill;

/// <summary>Options that several of the commands have.</summary>
static class BackfillOptions
{
    /// <summary>Which endpoint.</summary>
    public static readonly Option<string> Endpoint = new("--endpoint")
    {
        Description = "The endpoint in the secrets file whose events they are.",
        DefaultValueFactory = _ => "default",
    };

    /// <summary>Look only.</summary>
    public static readonly Option<bool> Plan = new("--plan")
    {
        Description = "Tell what would become of them; publish and write nothing.",
    };

    /// <summary>Who asks.</summary>
    public static readonly Option<string> Actor = new("--actor")
    {
        Description = "Who asks for it; kept with the run.",
        DefaultValueFactory = _ => Environment.UserName,
    };
}
