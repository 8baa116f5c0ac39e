using System.Reflection;
using System.Xml.Linq;

namespace LlmTrader.Tests.Architecture;

/// <summary>Contract 5: behind the ring there is no clock, randomness, GUID, environment, file, or platform mathematics.</summary>
public sealed class DeterminismTests
{
    // A call of string's GetHashCode is compiled as a call of object's.
    private static readonly string[] Banned =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Environment",
        "System.Random", "System.Security.Cryptography.RandomNumberGenerator", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.HashCode", "System.Object.GetHashCode", "System.String.GetHashCode", "System.IO.File", "System.IO.FileStream", "System.IO.Directory",
        "System.Net.Sockets.Socket", "System.Diagnostics.Process", "System.Numerics.Vector", "System.Numerics.Vector`1",
        .. new[] { "Exp", "Log", "Log2", "Log10", "Pow", "Cbrt", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Atan2", "Sinh", "Cosh", "Tanh", "FusedMultiplyAdd" }
            .Select(function => "System.Math." + function),
    ];

    private static readonly (string Assembly, string Reference, string Reason)[] Exceptions =
    [
        ("LlmTrader.Engine.Ring", "System.Diagnostics.Stopwatch", "the time-out of a wait: it decides when a thread gets control back, never what it sees."),
    ];

    [Fact]
    public void The_compiled_engine_refers_to_nothing_that_differs_between_two_runs()
    {
        List<string> found = [];
        foreach (Assembly assembly in EngineAssemblies.All)
        {
            string name = assembly.GetName().Name!;
            found.AddRange(BannedIn(assembly).Where(banned => !Exceptions.Any(exception => (exception.Assembly, exception.Reference) == (name, banned))).Select(banned => $"{name}: {banned}"));
        }

        Assert.True(found.Count == 0, "Not deterministic:\n" + string.Join('\n', found));
    }

    [Fact]
    public void Every_exception_is_still_needed()
    {
        foreach ((string name, string reference, string reason) in Exceptions)
        {
            Assembly assembly = EngineAssemblies.All.Single(assembly => assembly.GetName().Name == name);
            Assert.True(BannedIn(assembly).Contains(reference), $"{name} no longer uses {reference} ({reason}): take it off the list.");
        }
    }

    [Fact]
    public void The_scan_finds_what_this_assembly_does()
    {
        Assert.True(Undeterministic() != 0);
        Assert.Superset(
            new HashSet<string> { "System.DateTime.get_UtcNow", "System.Random", "System.Guid.NewGuid", "System.Math.Exp", "System.Environment", "System.Object.GetHashCode", "System.Diagnostics.Stopwatch" },
            BannedIn(typeof(DeterminismTests).Assembly).ToHashSet());
    }

    [Fact]
    public void The_analyzers_list_applies_to_every_project_of_the_engine()
    {
        XDocument props = XDocument.Parse(Repository.ReadText("engine/Directory.Build.props"));
        Assert.Contains(props.Descendants("PackageReference"), item => (string?)item.Attribute("Include") == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
        Assert.Contains(props.Descendants("AdditionalFiles"), item => ((string?)item.Attribute("Include"))!.EndsWith("BannedSymbols.txt", StringComparison.Ordinal));
        Assert.Contains(props.Descendants("Import"), item => (string?)item.Attribute("Project") == "../Directory.Build.props");

        string[] engine = [.. Repository.Find("*.*proj", "engine")];
        Assert.Equal(4, engine.Length);
        string[] ownProps = [.. Repository.Find("Directory.Build.*", "engine").Where(path => path != "engine/Directory.Build.props")];
        Assert.True(ownProps.Length == 0, $"{string.Join(", ", ownProps)} would take the place of engine/Directory.Build.props.");
        Assert.Equal("true", XDocument.Parse(Repository.ReadText("Directory.Build.props")).Descendants("TreatWarningsAsErrors").Single().Value);
        foreach (string project in engine)
        {
            string text = Repository.ReadText(project);
            Assert.DoesNotContain("NoWarn", text, StringComparison.Ordinal);
            Assert.DoesNotContain("AdditionalFiles Remove", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("M:System.Diagnostics.Stopwatch.GetTimestamp")]
    [InlineData("T:System.Random")]
    [InlineData("M:System.Guid.NewGuid")]
    [InlineData("T:System.Environment")]
    [InlineData("M:System.Math.Exp(System.Double)")]
    [InlineData("M:System.Math.Log(System.Double)")]
    [InlineData("M:System.Math.Pow(System.Double,System.Double)")]
    [InlineData("M:System.String.GetHashCode")]
    [InlineData("T:System.HashCode")]
    public void The_analyzers_list_bans_it_with_a_reason(string symbol)
    {
        string? line = Repository.ReadText("engine/BannedSymbols.txt").Split('\n').FirstOrDefault(line => line.Split(';')[0] == symbol);
        Assert.NotNull(line);
        Assert.True(line.Length > symbol.Length + 10, $"{symbol} is banned without a reason.");
    }

    // RS0030 may be silenced for a line; each such place is known.
    [Fact]
    public void The_analyzer_is_silenced_in_known_places_only()
    {
        string[] silenced = [.. Repository.Find("*.cs", "engine").Where(file => Repository.ReadText(file).Contains("RS0030", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(["engine/LlmTrader.Engine.Ring/WaitStrategies/Deadline.cs"], silenced);
    }

    private static IEnumerable<string> BannedIn(Assembly assembly)
    {
        HashSet<string> references = MetadataScan.References(assembly);
        return Banned.Where(references.Contains);
    }

    private static long Undeterministic() =>
        DateTime.UtcNow.Ticks + new Random(1).Next() + Guid.NewGuid().ToByteArray()[0] + (long)Math.Exp(Environment.ProcessorCount)
        + System.Diagnostics.Stopwatch.GetTimestamp() + Environment.CurrentDirectory.GetHashCode();
}
