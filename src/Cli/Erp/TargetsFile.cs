using Ledger.Cli.Shell;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Npgsql;

namespace Ledger.Cli.Erp;

/// <summary>The file of targets that <c>LEDGER_ERP_TARGETS</c> names, read when it is asked for.</summary>
sealed class TargetsFile(CommandContext context)
{
    /// <summary>All targets of it.</summary>
    /// <exception cref="CliError">None is named, or it cannot be used.</exception>
    public IReadOnlyList<ErpTarget> Read()
    {
        var path = context.Connections.ErpTargetsFile ?? throw CliError.Missing(
            "ERP_TARGETS_NOT_FOUND", "LEDGER_ERP_TARGETS is not set: it names the file of the ERPs that entries go to.",
            "Set it to the file that the worker uses; docs/erp.md says what stands in it.");
        try
        {
            return TargetsYaml.Load(path, Environment.GetEnvironmentVariable);
        }
        catch (TargetsRefusedException refused)
        {
            throw CliError.Missing(
                "ERP_TARGETS_REFUSED", refused.Message, "Correct the file, or set the variables that it takes secrets from.");
        }
    }

    /// <summary>All targets of it; none where no file is named or it cannot be used here, such as without its secrets.</summary>
    public IReadOnlyList<ErpTarget> ReadIfAny()
    {
        if (context.Connections.ErpTargetsFile is null)
        {
            return [];
        }

        try
        {
            return Read();
        }
        catch (CliError unusable)
        {
            context.Output.Progress.WriteLine($"The file of targets is left aside: {unusable.Message}");
            return [];
        }
    }

    /// <summary>A target of it.</summary>
    /// <exception cref="CliError">It has none of that name.</exception>
    public ErpTarget Target(string name) => Read().FirstOrDefault(target => target.Name == name) ?? throw CliError.Missing(
        "ERP_TARGETS_REFUSED", $"{context.Connections.ErpTargetsFile} has no target '{name}'.", "'ledger erp targets' lists those it has.");

    /// <summary>The mapping of a target.</summary>
    /// <exception cref="CliError">It cannot be used.</exception>
    public static ErpMapping Mapping(ErpTarget target) => Mappings([target])[target.Name];

    /// <summary>The mappings of targets, by their names.</summary>
    /// <exception cref="CliError">One or more cannot be used; all their faults.</exception>
    public static IReadOnlyDictionary<string, ErpMapping> Mappings(IReadOnlyList<ErpTarget> targets)
    {
        try
        {
            return TargetMappings.Load(targets);
        }
        catch (MappingRefusedException refused)
        {
            throw CliError.Missing("ERP_MAPPING_REFUSED", refused.Message, "Correct the mapping; docs/erp.md says what stands in it.");
        }
    }

    /// <summary>The ERP of a target; nothing is connected yet.</summary>
    /// <exception cref="CliError">The key of its tokens cannot be used.</exception>
    public IErpAdapter Adapter(ErpTarget target, NpgsqlDataSource source) => AllErpAdapters.ByKind[target.Kind].Make(new AdapterContext
    {
        Target = target,
        Time = context.Time,
        Pacers = new RatePacers(context.Time),
        Tokens = new PostgresTokenVault(source, ErpBooks.Schema, TokenKey(), context.Time),
    });

    byte[]? TokenKey()
    {
        if (context.Connections.ErpTokenKeyFile is not { } path)
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(File.ReadAllText(path).Trim());
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            throw CliError.Missing(
                "SETTING_INVALID", $"LEDGER_ERP_TOKEN_KEY names '{path}', which cannot be used.",
                "Name the file with 32 bytes in base64 that the worker uses.");
        }
    }
}
