using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace LlmTrader.Tests.Architecture;

/// <summary>A project file of the tree.</summary>
/// <param name="Path">From the root, with forward slashes.</param>
/// <param name="Name">The file's name without its extension.</param>
/// <param name="References">Names of the projects that it references.</param>
/// <param name="Packages">Packages that it references itself.</param>
internal sealed record ProjectFile(string Path, string Name, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>The top-level folder.</summary>
    public string Layer => Path.Split('/')[0];

    public string Folder => System.IO.Path.Combine(Repository.Root, System.IO.Path.GetDirectoryName(Path)!);
}

/// <summary>The source tree that these tests were compiled from.</summary>
internal static class Repository
{
    public const string SolutionName = "LlmTrader.Engine.sln";

    /// <summary>Stands on packages that nothing else needs, so that the default build must not see it.</summary>
    public const string OutsideProject = "LlmTrader.Perf.Peers";

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<ProjectFile> Projects { get; } =
        [.. Find("*.csproj").Select(Read).OrderBy(project => project.Path, StringComparer.Ordinal)];

    public static string ReadText(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Files of the tree from the root, what builds have made left out.</summary>
    public static IEnumerable<string> Find(string pattern, string under = "") =>
        Directory.EnumerateFiles(Path.Combine(Root, under), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "artifacts" or ".git"));

    private static ProjectFile Read(string path)
    {
        XDocument project = XDocument.Load(Path.Combine(Root, path));
        return new ProjectFile(
            path,
            Path.GetFileNameWithoutExtension(path),
            [.. Includes(project, "ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
            [.. Includes(project, "PackageReference")]);
    }

    private static IEnumerable<string> Includes(XDocument project, string item) =>
        project.Descendants(item).Select(element => (string?)element.Attribute("Include") ?? "");

    // By where this file was compiled, since build output may lie anywhere; else upwards from the output.
    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        foreach (string start in new[] { Path.GetDirectoryName(thisFile)!, AppContext.BaseDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, SolutionName))) { return folder.FullName; }
            }
        }

        throw new DirectoryNotFoundException($"{SolutionName} was found neither above {thisFile} nor above {AppContext.BaseDirectory}.");
    }
}
