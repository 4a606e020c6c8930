using System.Text;
using Ledger.ErpExport.Yaml;

namespace Ledger.ErpExport.Mapping;

/// <summary>Reads a mapping and tells all that is wrong with it.</summary>
public static class MappingYaml
{
    static readonly string[] Fields = ["version", "companies", "journals", "accounts", "currencies", "dimensions", "rounding"];

    /// <summary>Fields of an entry that a dimension may be taken from.</summary>
    public static IReadOnlyList<string> DimensionFields { get; } = ["provider", "account", "class", "row"];

    /// <summary>Reads the mapping of a file.</summary>
    /// <exception cref="MappingRefusedException">It cannot be read or is not valid.</exception>
    public static ErpMapping Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path, Encoding.UTF8), path);
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            throw new MappingRefusedException([$"{path}: {away.Message}"]);
        }
    }

    /// <summary>Reads a mapping from its text.</summary>
    /// <exception cref="MappingRefusedException">It is not valid.</exception>
    public static ErpMapping Parse(string yaml, string name)
    {
        var file = new YamlFile(name);
        var row = file.Read(yaml, Fields);
        var mapping = new MappingFile(
            row.Needed("version", "a new one with each change"),
            MappingRows.Companies(row), MappingRows.Journals(row), MappingRows.Accounts(row), MappingRows.Currencies(row),
            MappingRows.Dimensions(row), MappingRows.Rounding(row));
        return file.Problems.Count == 0 ? new ErpMapping(mapping) : throw new MappingRefusedException(file.Problems);
    }
}
