namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>
/// The variables that every client of the protocol knows, where no endpoint is configured: <c>OPENAI_MODEL</c> with <c>OPENAI_API_KEY</c>
/// or <c>OPENAI_BASE_URL</c> (OpenAI's own when left out) makes an endpoint, a group and, where neither is configured, actor and checker
/// of it. Without a model nothing is called: a key alone, which many machines have for other things, is no wish to be charged.
/// </summary>
internal static class OpenAiEnvironment
{
    /// <summary>What endpoint and group are called.</summary>
    public const string Name = "openai";

    private const string Model = "OPENAI_MODEL";
    private const string Key = "OPENAI_API_KEY";
    private const string Url = "OPENAI_BASE_URL";
    private const string UsualUrl = "https://api.openai.com/v1";

    /// <summary>The section with what the variables add to it.</summary>
    public static ModelsConfiguration Apply(ModelsConfiguration models, IReadOnlyDictionary<string, string> environment, ConfigurationMistakes mistakes)
    {
        string? model = ValueOf(environment, Model), key = ValueOf(environment, Key), url = ValueOf(environment, Url);
        bool isMistaken = mistakes.Has("models.endpoints") || mistakes.Has("models.groups") || mistakes.Has("models.actor") || mistakes.Has("models.checker");
        if (models.Endpoints.Count > 0 || isMistaken || model is null || (key is null && url is null)) { return models; }
        Place("models.endpoints[0]", Model);
        Place("models.endpoints[0].name", Model);
        Place("models.endpoints[0].model", Model);
        if (url is not null) { Place("models.endpoints[0].base_url", Url); }
        if (key is not null) { Place("models.endpoints[0].api_key", Key); }
        SecretReference? reference = null;
        if (key is not null) { _ = SecretReference.TryParse($"${{env:{Key}}}", out reference); }
        ModelsConfiguration made = models with { Endpoints = [new ModelEndpointConfiguration { Name = Name, BaseUrl = url ?? UsualUrl, Model = model, ApiKey = reference }] };
        if (models.Groups.Count == 0)
        {
            Place("models.groups[0]", Model);
            made = made with { Groups = [new ModelGroupConfiguration { Name = Name, Endpoints = [Name] }] };
        }

        if (models.Actor is not null || models.Checker is not null || models.Groups.Count > 0) { return made; }
        Place("models.actor.group", Model);
        Place("models.checker.group", Model);
        return made with { Actor = new ModelActorConfiguration { Group = Name }, Checker = new ModelCheckerConfiguration { Group = Name } };

        void Place(string path, string variable) => mistakes.Place(path, ConfigurationOrigin.OfVariable(variable));
    }

    private static string? ValueOf(IReadOnlyDictionary<string, string> environment, string name) => environment.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
}
