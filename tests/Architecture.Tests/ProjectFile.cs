using System.Xml.Linq;
using Ledger.TestKit;

namespace Ledger.Architecture.Tests;

/// <summary>What a project file says that the map must say too.</summary>
/// <param name="Path">Path from the root.</param>
/// <param name="References">Names of the projects it references.</param>
/// <param name="Packages">Packages it names itself; <c>ASP.NET Core</c> for the web SDK or framework.</param>
sealed record ProjectFile(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>Its name, which is its folder's.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>All projects under a folder.</summary>
    public static IReadOnlyList<ProjectFile> Under(string folder) =>
        [.. WorkingCopy.Find(folder, ".csproj").Select(Read)];

    static ProjectFile Read(string path)
    {
        var project = XDocument.Load(System.IO.Path.Combine(Repository.Root, path)).Root!;
        var usesWeb = project.Attribute("Sdk")?.Value == "Microsoft.NET.Sdk.Web"
            || Includes(project, "FrameworkReference").Contains("Microsoft.AspNetCore.App", StringComparer.Ordinal);
        string[] web = usesWeb ? ["ASP.NET Core"] : [];
        return new ProjectFile(
            path,
            [.. Includes(project, "ProjectReference").Select(System.IO.Path.GetFileNameWithoutExtension).Order()!],
            [.. Includes(project, "PackageReference").Concat(web).Order(StringComparer.Ordinal)]);
    }

    static IEnumerable<string> Includes(XElement project, string item) =>
        project.Descendants(item).Select(element => element.Attribute("Include")!.Value);
}
