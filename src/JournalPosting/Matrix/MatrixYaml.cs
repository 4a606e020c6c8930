using System.Collections.Frozen;
using Ledger.Accounting;
using YamlDotNet.RepresentationModel;

namespace Ledger.JournalPosting.Matrix;

/// <summary>
/// Reads the rows of a matrix file; what the rows mean together is checked by <see cref="MatrixValidation"/>.
/// </summary>
static class MatrixYaml
{
    static readonly Dictionary<string, bool> YesNo = new(StringComparer.Ordinal) { ["true"] = true, ["false"] = false };

    static readonly Dictionary<string, bool> Effects =
        new(StringComparer.Ordinal) { ["posts"] = true, ["notes"] = false };

    static readonly Dictionary<string, string> Confidences =
        new(StringComparer.Ordinal) { ["provisional"] = "provisional", ["final"] = "final" };

    static readonly Dictionary<string, AmountTerm> Terms = Enum.GetValues<AmountTerm>()
        .ToDictionary(term => term.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    public static MatrixFile? Read(string yaml, Problems problems)
    {
        if (YamlFields.Root(yaml, problems) is not { } root)
        {
            problems.Add(1, "The matrix must be one YAML document.");
            return null;
        }

        var fields = new YamlFields(root, "the matrix", problems);
        var version = fields.Text("version");
        var hold = Hours(fields, TimeSpan.FromHours(72), problems);
        var profiles = ReadProfiles(fields, problems);
        var rows = fields.Nodes("rows").Select(node => ReadRow(node, hold, problems)).ToList();
        fields.ReportUnknown();
        return new MatrixFile(version, profiles, rows);
    }

    static Dictionary<string, MatrixProfile> ReadProfiles(YamlFields matrix, Problems problems)
    {
        var profiles = new Dictionary<string, MatrixProfile>(StringComparer.Ordinal);
        if (matrix.Find("profiles") is not YamlMappingNode all)
        {
            return profiles;
        }

        foreach (var (key, node) in all.Children)
        {
            var name = ((YamlScalarNode)key).Value ?? "";
            var fields = new YamlFields(node, $"profile {name}", problems);
            fields.Text("description");
            var memo = fields.Find("memo") is not null && fields.OneOf("memo", YesNo, false);
            profiles[name] = new MatrixProfile(memo, fields.Map("accounts"), fields.Line);
            fields.ReportUnknown();
        }

        return profiles;
    }

    static MatrixFile.NumberedRow ReadRow(YamlNode node, TimeSpan hold, Problems problems)
    {
        var unnamed = new YamlFields(node, "a row", problems);
        var fields = new YamlFields(node, $"row {unnamed.Text("id")}", problems);
        var memo = fields.Find("memo") is { } section ? new YamlFields(section, "memo", problems) : null;
        var row = new MatrixRow
        {
            Id = fields.Text("id"),
            Name = fields.Text("name"),
            Class = fields.Text("class"),
            Variant = fields.Optional("variant"),
            Trigger = fields.Map("trigger"),
            Posts = fields.OneOf("effect", Effects, true),
            Gate = ReadGate(fields, problems),
            Lines = ReadLines(fields, problems),
            Counter = fields.Texts("counter"),
            MemoLines = memo is null ? [] : ReadLines(memo, problems),
            MemoCounter = memo?.Texts("counter") ?? [],
            References = fields.Texts("references"),
            AlsoStored = fields.Texts("alsoStored"),
            SettlementCheckpoint = fields.Text("settlementCheckpoint"),
            BankCheckpoint = fields.Text("bankCheckpoint"),
            BalanceSheet = fields.Text("balanceSheet"),
            IncomeStatement = fields.Text("incomeStatement"),
            CashFlow = fields.Text("cashFlow"),
            Confidence = fields.OneOf("confidence", Confidences, "provisional"),
            Unwind = fields.Text("unwind") is var unwind && unwind == "none" ? null : unwind,
            ExceptionRule = fields.Text("exceptionRule"),
            Owner = fields.Text("owner"),
            Inventory = fields.Text("inventory"),
            HoldFor = Hours(fields, hold, problems),
        };
        memo?.ReportUnknown();
        fields.ReportUnknown();
        return new MatrixFile.NumberedRow(row, fields.Line);
    }

    static FrozenDictionary<string, GateAnswer> ReadGate(YamlFields fields, Problems problems)
    {
        var gate = new Dictionary<string, GateAnswer>(StringComparer.Ordinal);
        foreach (var standing in fields.Texts("predecessors"))
        {
            Add(standing, new GateAnswer(GateKind.InOrder, null));
        }

        foreach (var standing in fields.Texts("waits"))
        {
            Add(standing, new GateAnswer(GateKind.Waits, PostingReason.PredecessorMissing));
        }

        AddNamed("notes", GateKind.Notes);
        AddNamed("stale", GateKind.Stale);
        AddNamed("contradicts", GateKind.Contradicts);
        return gate.ToFrozenDictionary(StringComparer.Ordinal);

        void AddNamed(string name, GateKind kind)
        {
            foreach (var (standing, text) in fields.Map(name))
            {
                if (!PostingReasons.TryParse(text, out var reason))
                {
                    problems.Add(fields.Line, $"'{text}' in '{name}' is not the name of a reason.");
                }

                Add(standing, new GateAnswer(kind, reason));
            }
        }

        void Add(string standing, GateAnswer answer)
        {
            var named = standing == "ANY" ? Standing.PossibleFor(fields.Text("class"), fields.Optional("variant")) : [standing];
            foreach (var one in named.Where(one => !gate.TryAdd(one, answer)))
            {
                problems.Add(
                    fields.Line, $"Standing {one} has two answers in the order gate of row {fields.Text("id")}.");
            }
        }
    }

    static List<RowLine> ReadLines(YamlFields fields, Problems problems)
    {
        var lines = new List<RowLine>();
        foreach (var node in fields.Nodes("lines"))
        {
            var line = new YamlFields(node, "a line", problems);
            var amount = line.OneOf("amount", Terms, AmountTerm.Gross);
            if (line.Optional("debit") is { } debit)
            {
                lines.Add(new RowLine(debit, Side.Debit, amount));
            }

            if (line.Optional("credit") is { } credit)
            {
                lines.Add(new RowLine(credit, Side.Credit, amount));
            }

            line.ReportUnknown();
        }

        return lines;
    }

    static TimeSpan Hours(YamlFields fields, TimeSpan fallback, Problems problems)
    {
        if (fields.Optional("holdHours") is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, out var hours) && hours is >= 1 and <= 8_760)
        {
            return TimeSpan.FromHours(hours);
        }

        problems.Add(fields.Line, $"holdHours must be a whole number of hours from 1 to 8760; it is '{text}'.");
        return fallback;
    }
}
