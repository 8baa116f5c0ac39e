using System.Reflection;

namespace LlmTrader.Tests.Architecture;

/// <summary>Arrows between projects point down, as DESIGN.md draws them.</summary>
public sealed class ProjectArrowTests
{
    [Fact]
    public void Every_arrow_between_projects_is_one_of_the_designs()
    {
        List<string> wrong = [];
        foreach (ProjectFile project in Repository.Projects)
        {
            foreach (string target in project.References)
            {
                if (!IsAllowed(project.Name, target)) { wrong.Add($"{project.Name} → {target} ({project.Path})"); }
            }
        }

        Assert.True(wrong.Count == 0, "Arrows that the design does not have:\n" + string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("LlmTrader.Engine.Trading", "LlmTrader.Engine.Core", true)]
    [InlineData("LlmTrader.Engine.Runtime", "LlmTrader.Engine.Ring", true)]
    [InlineData("LlmTrader.Feeds.Binance", "LlmTrader.Engine.Core", true)]
    [InlineData("LlmTrader.Feeds.Import", "LlmTrader.Feeds.Binance", true)]
    [InlineData("LlmTrader.Feeds.Binance", "LlmTrader.Feeds.Import", false)]
    [InlineData("LlmTrader.Strategies.Rules", "LlmTrader.Strategies.Indicators", true)]
    [InlineData("LlmTrader.Tools.Hosting", "LlmTrader.Perf.Latency", true)]
    [InlineData("LlmTrader.Tests.Unit", "LlmTrader.Tools.Cli", true)]
    [InlineData("LlmTrader.Engine.Ring", "LlmTrader.Engine.Core", false)]
    [InlineData("LlmTrader.Engine.Core", "LlmTrader.Engine.Trading", false)]
    [InlineData("LlmTrader.Engine.Trading", "LlmTrader.Engine.Ring", false)]
    [InlineData("LlmTrader.Engine.Runtime", "LlmTrader.Persistence.Journal", false)]
    [InlineData("LlmTrader.Feeds.Replay", "LlmTrader.Persistence.Journal", false)]
    [InlineData("LlmTrader.Feeds.Replay", "LlmTrader.Engine.Runtime", false)]
    [InlineData("LlmTrader.Persistence.Journal", "LlmTrader.Engine.Ring", false)]
    [InlineData("LlmTrader.Persistence.Snapshots", "LlmTrader.Persistence.Journal", true)]
    [InlineData("LlmTrader.Persistence.Journal", "LlmTrader.Persistence.Snapshots", false)]
    [InlineData("LlmTrader.Persistence.Decisions", "LlmTrader.Persistence.Journal", true)]
    [InlineData("LlmTrader.Persistence.Journal", "LlmTrader.Persistence.Decisions", false)]
    [InlineData("LlmTrader.Persistence.Projection", "LlmTrader.Persistence.Journal", true)]
    [InlineData("LlmTrader.Persistence.QuestDb", "LlmTrader.Persistence.Projection", true)]
    [InlineData("LlmTrader.Persistence.Ledger", "LlmTrader.Persistence.Projection", true)]
    [InlineData("LlmTrader.Persistence.Ledger", "LlmTrader.Persistence.Decisions", true)]
    [InlineData("LlmTrader.Persistence.QuestDb", "LlmTrader.Persistence.Decisions", false)]
    [InlineData("LlmTrader.Persistence.Ledger", "LlmTrader.Persistence.QuestDb", false)]
    [InlineData("LlmTrader.Persistence.Projection", "LlmTrader.Persistence.QuestDb", false)]
    [InlineData("LlmTrader.Strategies.Rules", "LlmTrader.Engine.Trading", false)]
    [InlineData("LlmTrader.Perf.Latency", "LlmTrader.Tools.Hosting", false)]
    [InlineData("LlmTrader.Perf.Micro", "LlmTrader.Perf.Latency", true)]
    [InlineData("LlmTrader.Perf.Latency", "LlmTrader.Perf.Micro", false)]
    [InlineData("LlmTrader.Perf.Micro", "LlmTrader.Tools.Hosting", false)]
    [InlineData("LlmTrader.Perf.Peers", "LlmTrader.Perf.Latency", true)]
    [InlineData("LlmTrader.Perf.Latency", "LlmTrader.Perf.Peers", false)]
    [InlineData("LlmTrader.Tools.Cli", "LlmTrader.Tests.Unit", false)]
    [InlineData("LlmTrader.Tests.Unit", "LlmTrader.Tests.Property", false)]
    [InlineData("Elsewhere", "LlmTrader.Engine.Core", false)]
    public void The_rule_tells_good_arrows_from_bad_ones(string from, string to, bool allowed) => Assert.Equal(allowed, IsAllowed(from, to));

    [Fact]
    public void Folder_project_and_layer_are_one_name()
    {
        foreach (ProjectFile project in Repository.Projects)
        {
            string[] path = project.Path.Split('/');
            Assert.True(path.Length == 3, $"{project.Path}: a project lies in LAYER/NAME/NAME.csproj");
            Assert.True(path[1] == project.Name, $"{project.Path}: folder and project differ");
            string layer = project.Name.Split('.')[1];
            Assert.True(string.Equals(path[0], layer, StringComparison.OrdinalIgnoreCase), $"{project.Path}: {layer} lies in {path[0]}/");
        }
    }

    [Fact]
    public void Every_file_is_in_its_projects_namespace()
    {
        List<string> wrong = [];
        foreach (ProjectFile project in Repository.Projects)
        {
            foreach (string file in Repository.Find("*.cs", project.Folder))
            {
                string? line = Repository.ReadText(file).Split('\n').FirstOrDefault(text => text.StartsWith("namespace ", StringComparison.Ordinal));
                string found = line?["namespace ".Length..].Trim().TrimEnd(';') ?? "";
                bool isEntry = line is null && file.EndsWith("/Program.cs", StringComparison.Ordinal);   // Top-level statements have none.
                if (!isEntry && found != project.Name && !found.StartsWith(project.Name + ".", StringComparison.Ordinal)) { wrong.Add($"{file}: '{found}'"); }
            }
        }

        Assert.True(wrong.Count == 0, "Files outside of their project's namespace:\n" + string.Join('\n', wrong));
    }

    // The project files may be right and the build still see more: the compiled assemblies must agree.
    [Fact]
    public void The_engines_assemblies_reference_the_base_class_library_and_each_other_only()
    {
        foreach (Assembly assembly in EngineAssemblies.All)
        {
            string name = assembly.GetName().Name!;
            foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
            {
                bool isPlatform = reference.Name is { } platform && (platform.StartsWith("System.", StringComparison.Ordinal) || platform is "System" or "netstandard" or "mscorlib");
                Assert.True(isPlatform || IsAllowed(name, reference.Name!), $"{name} → {reference.Name}");
            }
        }
    }

    [Fact]
    public void The_engine_uses_no_package()
    {
        foreach (ProjectFile project in Repository.Projects.Where(project => project.Layer == "engine"))
        {
            Assert.True(project.Packages.Count == 0, $"{project.Path} uses {string.Join(", ", project.Packages)}: the engine is the base class library only.");
        }
    }

    private static bool IsAllowed(string from, string to) => Layer(from) switch
    {
        "Engine" => from switch
        {
            "LlmTrader.Engine.Trading" => to is "LlmTrader.Engine.Core",
            "LlmTrader.Engine.Runtime" => to is "LlmTrader.Engine.Ring" or "LlmTrader.Engine.Core" or "LlmTrader.Engine.Trading",
            _ => false,   // Ring and Core stand on nothing.
        },
        "Feeds" => to == "LlmTrader.Engine.Core" || (from, to) is ("LlmTrader.Feeds.Import", "LlmTrader.Feeds.Binance"),   // A recording holds a venue's own frames.
        "Persistence" => to == "LlmTrader.Engine.Core" || from switch
        {
            "LlmTrader.Persistence.Snapshots" or "LlmTrader.Persistence.Projection" => to is "LlmTrader.Persistence.Journal",   // They are of a journal.
            "LlmTrader.Persistence.Decisions" => to is "LlmTrader.Persistence.Journal",   // Its files and its lock are of the same kind.
            "LlmTrader.Persistence.QuestDb" => to is "LlmTrader.Persistence.Journal" or "LlmTrader.Persistence.Projection",   // A database each, which knows of no other.
            "LlmTrader.Persistence.Ledger" => to is "LlmTrader.Persistence.Journal" or "LlmTrader.Persistence.Projection" or "LlmTrader.Persistence.Decisions",
            _ => false,
        },
        "Strategies" => to == "LlmTrader.Engine.Core" || Layer(to) == "Strategies",
        "Perf" => Layer(to) is "Engine" or "Feeds" or "Strategies" or "Persistence"
            || (from, to) is ("LlmTrader.Perf.Micro" or "LlmTrader.Perf.Peers", "LlmTrader.Perf.Latency"),   // The same workloads, and one shape of figures.
        "Tools" => Layer(to) is "Engine" or "Feeds" or "Strategies" or "Persistence" or "Perf" or "Tools",
        "Tests" => Layer(to) is "Engine" or "Feeds" or "Strategies" or "Persistence" or "Perf" or "Tools",
        _ => false,
    };

    private static string Layer(string project) => project.Split('.') is ["LlmTrader", string layer, _, ..] ? layer : "";
}
