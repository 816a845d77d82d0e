using System.Text;

namespace Restow.Packing.Tests.Snapshots;

/// <summary>Writes a large cluster as the API server returns it, with the managedFields and statuses that make up most of the bytes.</summary>
internal static class BulkSnapshot
{
    private const string PodFields = """
        [{"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:generateName":{},"f:labels":{".":{},"f:app":{},"f:pod-template-hash":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"0b6f6d4e\"}":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"main\"}":{".":{},"f:env":{".":{},"k:{\"name\":\"POD_NAME\"}":{".":{},"f:name":{},"f:valueFrom":{".":{},"f:fieldRef":{}}}},"f:image":{},"f:imagePullPolicy":{},"f:livenessProbe":{".":{},"f:failureThreshold":{},"f:httpGet":{".":{},"f:path":{},"f:port":{},"f:scheme":{}},"f:periodSeconds":{},"f:successThreshold":{},"f:timeoutSeconds":{}},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":8080,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},"f:resources":{".":{},"f:limits":{".":{},"f:memory":{}},"f:requests":{".":{},"f:cpu":{},"f:memory":{}}},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}},"manager":"kube-controller-manager","operation":"Update","time":"2026-03-02T08:00:00Z"},{"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:status":{"f:conditions":{"k:{\"type\":\"ContainersReady\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}},"k:{\"type\":\"Initialized\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}},"k:{\"type\":\"Ready\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}}},"f:containerStatuses":{},"f:hostIP":{},"f:phase":{},"f:podIP":{},"f:podIPs":{".":{},"k:{\"ip\":\"10.0.0.1\"}":{".":{},"f:ip":{}}},"f:startTime":{}}},"manager":"kubelet","operation":"Update","subresource":"status","time":"2026-03-02T08:01:00Z"}]
        """;

    private static readonly string Images = "[" + string.Join(",", Enumerable.Range(0, 40).Select(i =>
        $$"""{"names":["registry.example.com/team/image-{{i}}@sha256:{{new string('a', 64)}}","registry.example.com/team/image-{{i}}:1.{{i}}"],"sizeBytes":{{i + 1}}7654321}""")) + "]";

    /// <summary>Writes <paramref name="nodes"/> nodes and <paramref name="pods"/> pods, kind last, as kubectl sorts it.</summary>
    public static void Write(Stream stream, int nodes, int pods)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        writer.Write("""{"apiVersion":"v1","items":[""");
        for (int i = 0; i < nodes; i++)
            writer.Write(Node(i) + ",\n");
        for (int i = 0; i < pods; i++)
            writer.Write((i > 0 ? ",\n" : "") + Pod(i, i % nodes));
        writer.Write("""],"kind":"List","metadata":{"resourceVersion":""}}""");
    }

    private static string Node(int i) => $$$$$$"""
        {"apiVersion":"v1","kind":"Node","metadata":{"creationTimestamp":"2026-03-01T00:00:00Z","labels":{"kubernetes.io/hostname":"node-{{{{{{i}}}}}}","kubernetes.io/os":"linux","topology.kubernetes.io/zone":"zone-{{{{{{i % 3}}}}}}"},"managedFields":{{{{{{PodFields}}}}}},"name":"node-{{{{{{i}}}}}}","uid":"{{{{{{Guid(i)}}}}}}"},"spec":{"podCIDR":"10.{{{{{{i / 256}}}}}}.{{{{{{i % 256}}}}}}.0/24"},"status":{"allocatable":{"cpu":"15890m","ephemeral-storage":"95551679124","memory":"62Gi","pods":"110"},"capacity":{"cpu":"16","memory":"64Gi","pods":"110"},"images":{{{{{{Images}}}}}},"conditions":[{"type":"Ready","status":"True"}]}}
        """;

    private static string Pod(int i, int node) => $$$$$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{"prometheus.io/scrape":"true"},"creationTimestamp":"2026-03-02T08:00:00Z","generateName":"app-{{{{{{i / 10}}}}}}-","labels":{"app":"app-{{{{{{i / 10}}}}}}","pod-template-hash":"6d4f"},"managedFields":{{{{{{PodFields}}}}}},"name":"app-{{{{{{i / 10}}}}}}-{{{{{{i}}}}}}","namespace":"team-{{{{{{i % 40}}}}}}","ownerReferences":[{"apiVersion":"apps/v1","blockOwnerDeletion":true,"controller":true,"kind":"ReplicaSet","name":"app-{{{{{{i / 10}}}}}}","uid":"{{{{{{Guid(i / 10)}}}}}}"}],"resourceVersion":"{{{{{{i}}}}}}","uid":"{{{{{{Guid(i)}}}}}}"},"spec":{"affinity":{"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"podAffinityTerm":{"labelSelector":{"matchLabels":{"app":"app-{{{{{{i / 10}}}}}}"}},"topologyKey":"kubernetes.io/hostname"},"weight":100}]}},"containers":[{"env":[{"name":"POD_NAME","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}},{"name":"JAVA_OPTS","value":"-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8"}],"image":"registry.example.com/team/app-{{{{{{i / 10}}}}}}:1.4.{{{{{{i % 7}}}}}}","imagePullPolicy":"IfNotPresent","livenessProbe":{"failureThreshold":3,"httpGet":{"path":"/healthz","port":8080,"scheme":"HTTP"},"periodSeconds":10,"successThreshold":1,"timeoutSeconds":1},"name":"main","ports":[{"containerPort":8080,"protocol":"TCP"}],"resources":{"limits":{"memory":"1Gi"},"requests":{"cpu":"{{{{{{100 + (i % 9 * 100)}}}}}}m","memory":"{{{{{{256 + (i % 5 * 128)}}}}}}Mi"}},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","volumeMounts":[{"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","name":"kube-api-access","readOnly":true}]}],"dnsPolicy":"ClusterFirst","enableServiceLinks":true,"nodeName":"node-{{{{{{node}}}}}}","preemptionPolicy":"PreemptLowerPriority","priority":0,"restartPolicy":"Always","schedulerName":"default-scheduler","tolerations":[{"effect":"NoExecute","key":"node.kubernetes.io/not-ready","operator":"Exists","tolerationSeconds":300},{"effect":"NoExecute","key":"node.kubernetes.io/unreachable","operator":"Exists","tolerationSeconds":300}],"volumes":[{"name":"kube-api-access","projected":{"defaultMode":420,"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"items":[{"key":"ca.crt","path":"ca.crt"}],"name":"kube-root-ca.crt"}}]}}]},"status":{"conditions":[{"lastProbeTime":null,"lastTransitionTime":"2026-03-02T08:00:10Z","status":"True","type":"Ready"},{"lastProbeTime":null,"lastTransitionTime":"2026-03-02T08:00:00Z","status":"True","type":"PodScheduled"}],"containerStatuses":[{"containerID":"containerd://{{{{{{Guid(i)}}}}}}{{{{{{Guid(i + 1)}}}}}}","image":"registry.example.com/team/app-{{{{{{i / 10}}}}}}:1.4","imageID":"registry.example.com/team/app@sha256:{{{{{{Guid(i)}}}}}}{{{{{{Guid(i + 2)}}}}}}","lastState":{},"name":"main","ready":true,"restartCount":0,"started":true,"state":{"running":{"startedAt":"2026-03-02T08:00:08Z"}}}],"hostIP":"10.1.2.3","phase":"Running","podIP":"10.2.3.4","podIPs":[{"ip":"10.2.3.4"}],"qosClass":"Burstable","startTime":"2026-03-02T08:00:00Z"}}
        """;

    private static string Guid(int i) => $"{i:x8}-93ab-4b12-8f3e-{i:x12}";
}
