using System.Text.RegularExpressions;

namespace LlmTrader.Tests.Architecture;

public sealed partial class SolutionTests
{
    // Stands on packages that nothing else needs, so that the default build must not see it.
    internal const string OutsideProject = "LlmTrader.Perf.Peers";

    [Fact]
    public void It_has_the_classic_format_and_is_the_only_one()
    {
        string[] lines = [.. Repository.ReadText(Repository.SolutionName).Split('\n').Select(line => line.Trim('\uFEFF', '\r', ' ')).Where(line => line.Length > 0)];
        Assert.Equal("Microsoft Visual Studio Solution File, Format Version 12.00", lines[0]);
        Assert.Equal([Repository.SolutionName], Repository.Find("*.sln"));
        Assert.Empty(Repository.Find("*.slnx"));
    }

    [Fact]
    public void It_contains_every_project_of_the_tree_but_the_peers_and_no_other()
    {
        IEnumerable<string> listed = ProjectLine().Matches(Repository.ReadText(Repository.SolutionName)).Select(match => match.Groups["path"].Value.Replace('\\', '/'));
        Assert.Equal(Repository.Projects.Where(project => project.Name != OutsideProject).Select(project => project.Path), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Package_versions_are_central_and_exact()
    {
        string[] files = ["Directory.Packages.props", $"perf/{OutsideProject}/Directory.Packages.props"];
        Assert.Equal(files.Order(StringComparer.Ordinal), Repository.Find("Directory.Packages.props").Order(StringComparer.Ordinal));
        Assert.All(files.SelectMany(file => VersionAttribute().Matches(Repository.ReadText(file))), match => Assert.Matches(@"^\d+\.\d+\.\d+$", match.Groups["version"].Value));
        foreach (ProjectFile project in Repository.Projects)
        {
            Assert.DoesNotMatch(@"PackageReference[^>]*Version=", Repository.ReadText(project.Path));
        }
    }

    [GeneratedRegex("""^Project\("[^"]*"\) = "[^"]*", "(?<path>[^"]*\.csproj)",""", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();

    [GeneratedRegex("""PackageVersion\s+Include="[^"]*"\s+Version="(?<version>[^"]*)"\s*/>""")]
    private static partial Regex VersionAttribute();
}
