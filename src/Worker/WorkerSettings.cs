using System.Globalization;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Targets;
using Ledger.Evidence.Sealing;
using Ledger.MessageBus;
using Npgsql;

namespace Ledger.Worker;

/// <summary>Reads <see cref="WorkerOptions"/> from the environment.</summary>
public static class WorkerSettings
{
    const string PollSetting = "LEDGER_POLL";
    const int PollMinutesMax = 1_440;

    /// <summary>Reads and checks all settings.</summary>
    /// <param name="variable">Gives a variable's value; null when it is not set.</param>
    /// <exception cref="SettingsRefusedException">One or more settings are missing or wrong.</exception>
    public static WorkerOptions Read(Func<string, string?> variable)
    {
        var errors = new List<string>();
        var options = new WorkerOptions
        {
            Url = Address(variable, "LEDGER_WORKER_URL", ["http"], errors),
            Broker = Address(variable, "LEDGER_RABBITMQ", ["amqp", "amqps"], errors),
            JournalDatabase = Database(variable, "LEDGER_POSTGRES_JOURNAL", errors),
            InventoryDatabase = Database(variable, "LEDGER_POSTGRES_INVENTORY", errors),
            EvidenceDatabase = Database(variable, "LEDGER_POSTGRES_EVIDENCE", errors),
            ErpDatabase = Database(variable, "LEDGER_POSTGRES_ERP", errors),
            ConfirmationDatabase = Database(variable, "LEDGER_POSTGRES_CONFIRMATION", errors),
            BackfillDatabase = Database(variable, "LEDGER_POSTGRES_BACKFILL", errors),
            PollEvery = PollEvery(NotEmpty(variable(PollSetting)), errors),
            SecretsFile = NotEmpty(variable("LEDGER_SECRETS")),
            ErpTokenKey = TokenKey(NotEmpty(variable("LEDGER_ERP_TOKEN_KEY")), errors),
            ErpKeysPath = NotEmpty(variable("LEDGER_ERP_KEYS")),
            Consumers = List(variable("LEDGER_CONSUMERS")) is { Count: > 0 } chosen ? chosen : WorkerOptions.AllConsumers,
            Queues = ConsumerQueues.Of(variable, errors),
            StockPolicyPath = NotEmpty(variable("LEDGER_STOCK_POLICY")),
            StockKeysPath = NotEmpty(variable("LEDGER_STOCK_KEYS")),
            MatrixPath = NotEmpty(variable("LEDGER_MATRIX")),
            ChartPath = NotEmpty(variable("LEDGER_CHART")),
            Profiles = List(variable("LEDGER_MATRIX_PROFILES")),
            BookingDay = NotEmpty(variable("LEDGER_BOOKING_DAY")) ?? "utc-day",
        };
        errors.AddRange(options.Consumers.Except(WorkerOptions.AllConsumers).Select(name =>
            $"LEDGER_CONSUMERS names '{name}'; there are {string.Join(" and ", WorkerOptions.AllConsumers)}."));
        if (options.Consumers.Intersect(WorkerOptions.AllConsumers).Any() && !options.Queues.Any(options.Runs))
        {
            errors.Add(
                $"LEDGER_CONSUMERS names {string.Join(" and ", options.Consumers)} alone, and {ConsumerQueues.InventorySetting} is off: "
                + "nothing would run.");
        }

        if (options.Runs(ConsumerQueues.Confirmation) && options.SecretsFile is null)
        {
            errors.Add(
                $"LEDGER_SECRETS is not set: with {ConsumerQueues.ConfirmationSetting} on it names the file that says "
                + "how providers' APIs are reached.");
        }

        options = options with { ArchiveKeys = ArchiveKeys(options, variable, errors) };
        if (options.PollEvery is not null && options.SecretsFile is null)
        {
            errors.Add($"LEDGER_SECRETS is not set: with {PollSetting} it names the file that says how providers' APIs are reached.");
        }

        options = options with { ErpTargets = Targets(options, variable, errors) };
        options = options with { ErpMappings = Mappings(options.ErpTargets, errors) };
        return errors.Count == 0 ? options : throw new SettingsRefusedException([.. errors.Distinct()]);
    }

    static IReadOnlyList<ErpTarget> Targets(WorkerOptions options, Func<string, string?> variable, List<string> errors)
    {
        if (!options.Runs(ConsumerQueues.ErpExport))
        {
            return [];
        }

        if (NotEmpty(variable("LEDGER_ERP_TARGETS")) is not { } path)
        {
            errors.Add(
                $"LEDGER_ERP_TARGETS is not set: with {ConsumerQueues.ErpSetting} on it names the file of the ERPs that entries go to.");
            return [];
        }

        try
        {
            return TargetsYaml.Load(path, variable);
        }
        catch (TargetsRefusedException refused)
        {
            errors.AddRange(refused.Problems);
            return [];
        }
    }

    static IReadOnlyDictionary<string, ErpMapping> Mappings(IReadOnlyList<ErpTarget> targets, List<string> errors)
    {
        try
        {
            return TargetMappings.Load(targets);
        }
        catch (MappingRefusedException refused)
        {
            errors.AddRange(refused.Problems);
            return new Dictionary<string, ErpMapping>();
        }
    }

    static MasterKeys? ArchiveKeys(WorkerOptions options, Func<string, string?> variable, List<string> errors)
    {
        try
        {
            var keys = MasterKeys.OfSettings(variable);
            if (keys is null && options.Runs(ConsumerQueues.Evidence))
            {
                errors.Add(
                    $"{MasterKeys.FileSetting} is not set: it names the file of the master keys under which the archive seals bodies, "
                    + "one a line: a name, a blank, 32 bytes in base64 ('openssl rand -base64 32').");
            }

            return keys;
        }
        catch (MasterKeysRefusedException refused)
        {
            errors.AddRange(refused.Problems);
            return null;
        }
    }

    static byte[]? TokenKey(string? path, List<string> errors)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            if (Convert.FromBase64String(File.ReadAllText(path).Trim()) is { Length: 32 } key)
            {
                return key;
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            // Told below; what the file holds is not repeated.
        }

        errors.Add($"LEDGER_ERP_TOKEN_KEY names '{path}', which must be a file with 32 bytes in base64 ('openssl rand -base64 32').");
        return null;
    }

    static TimeSpan? PollEvery(string? text, List<string> errors)
    {
        if (text is null or "off")
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 1 and <= PollMinutesMax)
        {
            return TimeSpan.FromMinutes(minutes);
        }

        errors.Add($"{PollSetting} is '{text}'; there are off and whole minutes from 1 to {PollMinutesMax}.");
        return null;
    }

    static Uri Address(Func<string, string?> variable, string name, string[] schemes, List<string> errors)
    {
        var value = NotEmpty(variable(name));
        if (Uri.TryCreate(value, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme))
        {
            return address;
        }

        // The value may hold a password: it is not repeated.
        errors.Add(value is null ? $"{name} is not set." : $"{name} is not an address of the form {schemes[0]}://…");
        return new Uri("http://unset");
    }

    static string Database(Func<string, string?> variable, string name, List<string> errors)
    {
        var named = NotEmpty(variable(name)) is null ? "LEDGER_POSTGRES" : name;
        if (NotEmpty(variable(named)) is not { } text)
        {
            errors.Add("LEDGER_POSTGRES is not set.");
            return "";
        }

        try
        {
            _ = new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException wrong)
        {
            errors.Add($"{named} is no connection string of Npgsql: {wrong.Message}");
        }

        return text;
    }

    static List<string> List(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
