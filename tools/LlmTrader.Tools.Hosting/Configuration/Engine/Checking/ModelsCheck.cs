using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Models: that every name leads somewhere, that no secret is written out, and that replays have something to read.</summary>
internal static class ModelsCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        ModelsConfiguration models = configuration.Models;
        string[] endpoints = [.. models.Endpoints.Select(one => one.Name).OfType<string>()];
        string[] groups = [.. models.Groups.Select(one => one.Name).OfType<string>()];
        Names knownEndpoints = new("endpoint", "models.endpoints", endpoints, endpoints.Length == models.Endpoints.Count);
        Names knownGroups = new("group", "models.groups", groups, groups.Length == models.Groups.Count);
        Twice(endpoints, "models.endpoints", "endpoints", mistakes);
        Twice(groups, "models.groups", "groups", mistakes);
        for (int i = 0; i < models.Endpoints.Count; i++) { Endpoint(models.Endpoints[i], $"models.endpoints[{i}]", mistakes); }
        for (int i = 0; i < models.Groups.Count; i++) { Group(models.Groups[i], $"models.groups[{i}]", knownEndpoints, knownGroups, mistakes); }
        Known(models.Actor?.Group, "models.actor.group", knownGroups, mistakes);
        Known(models.Checker?.Group, "models.checker.group", knownGroups, mistakes);
        for (int i = 0; i < models.Budgets.Count; i++) { Budget(models.Budgets[i], $"models.budgets[{i}]", mistakes); }
        Places(configuration, mistakes);
        if (!mistakes.Has("models")) { Eyes(models, mistakes); }
    }

    private static void Endpoint(ModelEndpointConfiguration endpoint, string path, ConfigurationMistakes mistakes)
    {
        AddressCheck.Run(endpoint.BaseUrl, $"{path}.base_url", "http://127.0.0.1:11434/v1", mistakes, "http", "https");
        if (!mistakes.Has($"{path}.base_url") && Uri.TryCreate(endpoint.BaseUrl, UriKind.Absolute, out Uri? url) && (url.Query.Length > 0 || url.Fragment.Length > 0))
        {
            mistakes.Add($"{path}.base_url", "the address has a query in it, and requests are posted below it.", "Remove what stands behind '?' or '#'; keys go into 'api_key:' as ${env:NAME}.");
        }

        foreach ((string name, string value) in endpoint.Headers)
        {
            string at = $"{path}.headers.{name}";
            bool isName = name.Length > 0 && name.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_');
            if (!isName) { mistakes.Add(at, "this is no header's name.", "Write letters, digits, '-' and '_', such as X-Title."); }
            else if (SecretKeys.IsOne(name) || name.Equals("authorization", StringComparison.OrdinalIgnoreCase) || name.Equals("cookie", StringComparison.OrdinalIgnoreCase)) { mistakes.Add(at, "a secret can't stand in headers.", "Remove it, and write a reference into 'api_key:', ${env:NAME} or file:/path."); }
            else if (value.Any(one => one is < ' ' or > '~')) { mistakes.Add(at, "the value has characters in it that no header can carry.", "Write printable ASCII alone."); }
        }
    }

    private static void Group(ModelGroupConfiguration group, string path, Names endpoints, Names groups, ConfigurationMistakes mistakes)
    {
        if (group.Endpoints is not { } members) { return; }    // Missing, and told.
        if (members.Count == 0 && !mistakes.Has($"{path}.endpoints")) { mistakes.Add($"{path}.endpoints", "a group without an endpoint can't answer.", endpoints.Known.Length == 0 ? "Add an endpoint to models.endpoints, and name it here." : $"Name at least one of {string.Join(", ", endpoints.Known)}."); }
        for (int i = 0; i < members.Count; i++) { Known(members[i], $"{path}.endpoints[{i}]", endpoints, mistakes); }
        for (int i = 0; i < group.Fallback.Count; i++) { Known(group.Fallback[i], $"{path}.fallback[{i}]", groups, mistakes); }
    }

    private static void Budget(ModelBudgetConfiguration budget, string path, ConfigurationMistakes mistakes)
    {
        if (budget.Money is null && budget.Tokens is null && !mistakes.Has(path)) { mistakes.Add(path, "neither money nor tokens is given; this budget limits nothing.", "Add 'money: …' or 'tokens: …', or remove the budget."); }
    }

    private static void Places(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        ModelsConfiguration models = configuration.Models;
        if (models.Prompts is { } prompts && !mistakes.Has("models.prompts") && !Directory.Exists(Path.GetFullPath(prompts, configuration.BaseDirectory))) { mistakes.Add("models.prompts", $"there is no directory '{ConfigurationNode.Shortened(prompts)}'.", "Make it, or remove the line for the prompts that come with the program."); }
        if (!models.Replay || mistakes.Has("models.record") || mistakes.Has("models.replay")) { return; }
        if (models.Record is not { } record) { mistakes.Add("models.replay", "nothing says where the record is that is to be replayed.", "Add 'record: …' with its directory, or remove replay."); }
        else if (!Directory.Exists(Path.GetFullPath(record, configuration.BaseDirectory))) { mistakes.Add("models.record", $"there is no directory '{ConfigurationNode.Shortened(record)}' to replay.", "Record first, with 'replay: false'."); }
    }

    // Allowed, and worth a word: a model that checks itself is one pair of eyes.
    private static void Eyes(ModelsConfiguration models, ConfigurationMistakes mistakes)
    {
        if (models.Checker is { } checker && models.Actor is { } actor)
        {
            string[] shared = [.. models.EndpointsOf(actor.Group).Select(one => one.Model).Intersect(models.EndpointsOf(checker.Group).Select(one => one.Model), StringComparer.OrdinalIgnoreCase)];
            if (shared.Length > 0) { mistakes.Warn("models.checker.group", $"the checker's group has a model of the actor's, {string.Join(", ", shared)}: a model overlooks in others what it overlooks in itself.", "Let another model check, where there is one."); }
        }

        if (models.Checker is not null && models.Actor is null) { mistakes.Warn("models.checker", "there is a checker, and no actor: it judges what the local generator proposes.", "Add 'actor: {group: …}' to let a model propose."); }
        bool isPaid = models.Endpoints.Any(one => one.Price.Input > 0 || one.Price.Output > 0);
        if (isPaid && models.Budgets.Count == 0) { mistakes.Warn("models.budgets", "calls cost money, and no budget limits them.", "Add 'budgets: [{window: 1d, money: 5}]'."); }
        for (int i = 0; i < models.Endpoints.Count; i++)
        {
            ModelEndpointConfiguration one = models.Endpoints[i];
            bool isFree = one.Price.Input == 0 && one.Price.Output == 0;
            bool isFar = one.ApiKey is not null && Uri.TryCreate(one.BaseUrl, UriKind.Absolute, out Uri? url) && !url.IsLoopback;
            if (isFree && isFar) { mistakes.Warn($"models.endpoints[{i}].price", "no price is given: its calls count as free, and no budget of money stops them.", "Add 'price: {input: …, output: …}', in money for a million tokens, or a budget of tokens."); }
        }

        if (models.Endpoints.Count > 0 && models is { Actor: null, Checker: null }) { mistakes.Warn("models", "there are endpoints, and neither an actor nor a checker: no model is asked.", "Add 'actor: {group: …}'."); }
    }

    private static void Twice(string[] names, string path, string what, ConfigurationMistakes mistakes)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (!mistakes.Has(path) && names.AsSpan(0, i).Contains(names[i])) { mistakes.Add($"{path}[{i}].name", $"two {what} are called '{names[i]}'.", "Give one of them another name."); }
        }
    }

    private static void Known(string? name, string path, Names names, ConfigurationMistakes mistakes)
    {
        // One that could not be read may be the one that is meant.
        if (name is null || mistakes.Has(path) || !names.AreWhole || (names.Known.Length == 0 && mistakes.Has(names.Home)) || names.Known.Contains(name)) { return; }
        string remedy = Suggestion.Nearest(name, names.Known) is { } near ? $"Write '{near}'." : names.Known.Length == 0 ? $"Add it to {names.Home}." : $"Write one of {string.Join(", ", names.Known)}, or add it to {names.Home}.";
        mistakes.Add(path, $"there is no {names.What} '{ConfigurationNode.Shortened(name)}'.", remedy);
    }

    private sealed record Names(string What, string Home, string[] Known, bool AreWhole);
}
