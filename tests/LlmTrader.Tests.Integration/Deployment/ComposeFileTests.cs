using System.Diagnostics;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace LlmTrader.Tests.Integration.Deployment;

/// <summary>What docker-compose.yml and the Dockerfile promise; Docker itself is asked where its compose is installed.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly string Root = Checkout.Root;
    private static readonly YamlMappingNode Compose = Load();

    public static TheoryData<string> Services => [.. Map(Compose, "services").Children.Keys.Select(key => key.ToString())];

    [Fact]
    public void It_lists_the_processes_that_exist() => Assert.Equal(["postgres", "questdb", "engine", "projector", "strategist"], Map(Compose, "services").Children.Keys.Select(key => key.ToString()));

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_service_has_a_health_check_limits_and_a_pinned_image(string name)
    {
        YamlMappingNode service = Map(Map(Compose, "services"), name);
        Assert.NotEmpty(((YamlSequenceNode)Map(service, "healthcheck").Children["test"]).Children);
        YamlMappingNode limits = Map(Map(Map(service, "deploy"), "resources"), "limits");
        Assert.NotEmpty(limits.Children["cpus"].ToString());
        Assert.NotEmpty(limits.Children["memory"].ToString());
        Assert.Matches(@":\d+[\w.-]*$", service.Children["image"].ToString());
    }

    [Fact]
    public void Every_port_is_bound_to_the_loopback_address()
    {
        string[] ports = [.. Map(Compose, "services").Children.Values.Cast<YamlMappingNode>()
            .Where(service => service.Children.ContainsKey("ports")).SelectMany(service => ((YamlSequenceNode)service.Children["ports"]).Select(port => port.ToString()))];
        Assert.NotEmpty(ports);
        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public void No_password_stands_in_it_and_none_has_a_default()
    {
        (string Name, string Value)[] secrets = [.. Map(Compose, "services").Children.Values.Cast<YamlMappingNode>()
            .Where(service => service.Children.ContainsKey("environment")).SelectMany(service => Map(service, "environment").Children)
            .Select(pair => (pair.Key.ToString(), pair.Value.ToString())).Where(pair => pair.Item1.Contains("PASSWORD", StringComparison.Ordinal))];
        Assert.Contains(secrets, secret => secret.Name == "QDB_PG_PASSWORD");    // QuestDB has one of its own that everybody knows.
        Assert.All(secrets, secret => Assert.Matches(@"^(\$\{\w+:\?.+\}|/run/secrets/\w+)$", secret.Value));
        Assert.All(Map(Compose, "secrets").Children.Values.Cast<YamlMappingNode>(), secret => Assert.StartsWith("./secrets/", secret.Children["file"].ToString(), StringComparison.Ordinal));
        Assert.Contains("/secrets/", File.ReadAllLines(Path.Combine(Root, ".gitignore")));
        Assert.Contains("secrets", File.ReadAllLines(Path.Combine(Root, ".dockerignore")));
    }

    [Fact]
    public void Databases_keep_their_data_in_named_volumes_and_the_projector_writes_to_none_of_its_own_files()
    {
        YamlMappingNode services = Map(Compose, "services");
        IEnumerable<string> named = Map(Compose, "volumes").Children.Keys.Select(key => key.ToString());
        Assert.Equal(named, new[] { "postgres", "questdb" }.Select(name => ((YamlSequenceNode)Map(services, name).Children["volumes"])[0].ToString().Split(':')[0]));
        Assert.Equal("true", Map(services, "projector").Children["read_only"].ToString());
    }

    // v1 of docker compose, which is what Debian has, knows no name for the whole.
    [Fact]
    public void It_uses_nothing_that_an_older_compose_refuses() => Assert.Equal(["services", "secrets", "volumes"], Compose.Children.Keys.Select(key => key.ToString()));

    [Fact]
    public void The_image_is_built_in_stages_and_runs_as_nobody_special()
    {
        string text = File.ReadAllText(Path.Combine(Root, "Dockerfile"));
        Assert.Equal(2, From().Count(text));
        Assert.Contains("COPY --from=build", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^USER \$APP_UID$", text);
        Assert.True(Directory.Exists(Path.Combine(Root, Publish().Match(text).Groups["project"].Value)));
    }

    [SkippableFact]
    public void Docker_compose_takes_it_with_passwords_and_not_without()
    {
        string[]? compose = new[] { new[] { "docker", "compose" }, ["docker-compose"] }.FirstOrDefault(program => Run(program, "of-the-test", "version").Code == 0);
        Skip.If(compose is null, "docker compose is not installed (Debian: docker-compose; it asks for no engine).");
        string file = Path.Combine(Root, "docker-compose.yml");
        (int code, string said) = Run(compose, "of-the-test", "-f", file, "config");
        Assert.True(code == 0, said);
        Assert.All(["postgres:", "questdb:", "engine:", "projector:", "127.0.0.1", "of-the-test"], part => Assert.Contains(part, said, StringComparison.Ordinal));
        (int without, string refusal) = Run(compose, null, "-f", file, "config", "--quiet");
        Assert.NotEqual(0, without);
        Assert.Contains("a password of your own is needed", refusal, StringComparison.Ordinal);
    }

    private static (int Code, string Said) Run(string[] program, string? password, params string[] args)
    {
        try
        {
            ProcessStartInfo start = new(program[0], [.. program[1..], .. args]) { RedirectStandardError = true, RedirectStandardOutput = true };
            start.Environment.Remove("QUESTDB_PASSWORD");
            if (password is not null) { start.Environment["QUESTDB_PASSWORD"] = password; }
            start.Environment["LLMTRADER_TRADING"] = "/tmp/journal";
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string said = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "not installed");
        }
    }

    private static YamlMappingNode Load()
    {
        using StreamReader reader = new(Path.Combine(Root, "docker-compose.yml"));
        YamlStream yaml = [];
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[key];

    [GeneratedRegex("(?m)^FROM ")]
    private static partial Regex From();

    [GeneratedRegex(@"dotnet publish -c Release (?<project>\S+)")]
    private static partial Regex Publish();
}
