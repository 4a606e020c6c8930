using System.CommandLine;

namespace Ledger.Cli.Shell;

/// <summary>What a running command has at hand.</summary>
sealed class CommandContext
{
    readonly ParseResult _parsed;
    readonly Lazy<Connections> _connections = new(Connections.ForProcess);

    /// <summary>Of a parsed command line.</summary>
    public CommandContext(ParseResult parsed)
    {
        _parsed = parsed;
        Output = Output.ForProcess(parsed.GetValue(RootOptions.Json));
    }

    /// <summary>Where to print.</summary>
    public Output Output { get; }

    /// <summary>Where the servers are; asking for one that is not known stops the command.</summary>
    public Connections Connections => _connections.Value;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Value of an option; its default when it was not given.</summary>
    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    /// <summary>Value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => _parsed.GetValue(argument);
}
