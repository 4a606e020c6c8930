using System.CommandLine;

namespace Ledger.Cli.Deliveries;

/// <summary><c>ledger deliveries</c>: what providers have sent, as the gateway saw it.</summary>
static class DeliveryCommands
{
    /// <summary>Builds the command with its subcommands.</summary>
    public static Command Build() => new("deliveries", "Shows what became of deliveries at the gateway.") { RejectedCommand.Build() };
}
