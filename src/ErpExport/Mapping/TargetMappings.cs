using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Mapping;

/// <summary>The mappings of all targets, read together: what is wrong with any of them is told with all the rest.</summary>
public static class TargetMappings
{
    /// <summary>Reads them, by the names of their targets; a file that several share is read once.</summary>
    /// <exception cref="MappingRefusedException">One or more cannot be read or are not valid; all their faults.</exception>
    public static IReadOnlyDictionary<string, ErpMapping> Load(IEnumerable<ErpTarget> targets)
    {
        var problems = new List<string>();
        var mappings = new Dictionary<string, ErpMapping>(StringComparer.Ordinal);
        foreach (var file in targets.GroupBy(target => target.MappingPath, StringComparer.Ordinal))
        {
            try
            {
                var mapping = MappingYaml.Load(file.Key);
                foreach (var target in file)
                {
                    mappings[target.Name] = mapping;
                }
            }
            catch (MappingRefusedException refused)
            {
                problems.AddRange(refused.Problems);
            }
        }

        return problems.Count == 0 ? mappings : throw new MappingRefusedException(problems);
    }
}
